using System.Text.Json.Nodes;

namespace Telephony.Acceptance.Tests.Harness;

/// <summary>One page of a <see cref="Browser"/>. Whatever is looked for is waited for.</summary>
public sealed class BrowserPage(Browser browser, int tab)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Goes to an address.</summary>
    public Task GoToAsync(string url) => AskAsync("goto", ("url", url));

    /// <summary>Waits until something is seen.</summary>
    public Task SeesAsync(string selector) => AskAsync("wait", ("selector", selector));

    /// <summary>Waits until something is not there.</summary>
    public Task SeesNoAsync(string selector) => AskAsync("wait", ("selector", selector), ("state", "detached"));

    /// <summary>Clicks on something.</summary>
    public Task ClickAsync(string selector) => AskAsync("click", ("selector", selector));

    /// <summary>Gives something the keyboard.</summary>
    public Task FocusAsync(string selector) => AskAsync("focus", ("selector", selector));

    /// <summary>Presses a key.</summary>
    public Task PressAsync(string key) => AskAsync("press", ("key", key));

    /// <summary>Chooses from a list.</summary>
    public Task SelectAsync(string selector, string value) => AskAsync("select", ("selector", selector), ("value", value));

    /// <summary>Drags one thing onto another.</summary>
    public Task DragAsync(string from, string to) => AskAsync("drag", ("from", from), ("to", to));

    /// <summary>Writes into a field.</summary>
    public Task FillAsync(string selector, string text) => AskAsync("fill", ("selector", selector), ("text", text));

    /// <summary>Clicks on something that saves a file, and reads the file.</summary>
    public async Task<byte[]> DownloadAsync(string selector) => Convert.FromBase64String((await AskAsync("download", ("selector", selector)))!.GetValue<string>());

    /// <summary>Takes the network away, or gives it back.</summary>
    public Task OfflineAsync(bool on) => AskAsync("offline", ("on", on));

    /// <summary>Text of something that is there.</summary>
    public async Task<string> TextAsync(string selector) => (await AskAsync("text", ("selector", selector)))!.GetValue<string>();

    /// <summary>How many there are.</summary>
    public async Task<int> CountAsync(string selector) => (await AskAsync("count", ("selector", selector)))!.GetValue<int>();

    /// <summary>The value of an expression on the page.</summary>
    public Task<JsonNode?> EvaluateAsync(string script) => AskAsync("evaluate", ("script", script));

    /// <summary>Waits until the text of something is so.</summary>
    public Task ReadsAsync(string selector, string text) => Eventually.GetAsync($"{selector} reads {text}", () => TextAsync(selector), read => read == text, Patience);

    /// <summary>Chooses a line of the menu of a thing.</summary>
    /// <param name="name">The thing's resource name.</param>
    /// <param name="line">The line's words, or how they begin.</param>
    public async Task ChooseAsync(string name, string line)
    {
        await ClickAsync($"[data-name='{name}'] .menu-button");
        await ClickAsync($"[role=menuitem]:has-text('{line}')");
    }

    /// <summary>Waits until an order given here is confirmed.</summary>
    public Task DoneAsync(string words) => SeesAsync($".order[data-state=done]:has-text('{words}')");

    /// <summary>Writes what is seen to a file.</summary>
    public Task ScreenshotAsync(string path, bool fullPage = false) => AskAsync("screenshot", ("path", path), ("fullPage", fullPage));

    /// <summary>What keeps people with disabilities from using what is shown, as far as a program finds it.</summary>
    public async Task<IReadOnlyList<string>> BarriersAsync() => [.. (await AskAsync("axe"))!.AsArray().Select(line => line!.GetValue<string>())];

    /// <summary>Errors the page reported since it was asked last.</summary>
    public async Task<IReadOnlyList<string>> ProblemsAsync() => [.. (await AskAsync("problems"))!.AsArray().Select(line => line!.GetValue<string>())];

    /// <summary>Closes the page.</summary>
    public Task CloseAsync() => AskAsync("close");

    private Task<JsonNode?> AskAsync(string operation, params (string Name, JsonNode Value)[] arguments)
    {
        var request = new JsonObject { ["op"] = operation, ["tab"] = tab };
        foreach (var (name, value) in arguments) request[name] = value;
        return browser.AskAsync(request);
    }
}
