using Google.Protobuf.Reflection;

namespace Grpc.Reflection;

/// <summary>All definitions that the files of some services contain or import, by name.</summary>
public class SymbolRegistry
{
    private readonly Dictionary<string, FileDescriptor> _files = [];
    private readonly Dictionary<string, FileDescriptor> _symbols = [];
    private readonly Dictionary<(string Type, int Number), FileDescriptor> _extensions = [];

    private SymbolRegistry()
    {
    }

    /// <summary>The definitions of these files and of the files they import.</summary>
    public static SymbolRegistry FromFiles(IEnumerable<FileDescriptor> fileDescriptors)
    {
        ArgumentNullException.ThrowIfNull(fileDescriptors);
        var registry = new SymbolRegistry();
        foreach (var file in fileDescriptors)
            registry.Add(file);
        return registry;
    }

    /// <summary>The file with this path, or null.</summary>
    public FileDescriptor? FileByName(string filename) => _files.GetValueOrDefault(filename);

    /// <summary>The file that defines this full name, or null.</summary>
    public FileDescriptor? FileContainingSymbol(string symbol) => _symbols.GetValueOrDefault(symbol);

    /// <summary>The file that extends this type with this field, or null.</summary>
    public FileDescriptor? FileContainingExtension(string type, int number) => _extensions.GetValueOrDefault((type, number));

    /// <summary>Whether this is the full name of a message type.</summary>
    public bool IsMessage(string type) => FileContainingSymbol(type) is { } file && AllMessages(file.MessageTypes).Any(message => message.FullName == type);

    /// <summary>Numbers of all fields that extend this type.</summary>
    public IEnumerable<int> ExtensionNumbers(string type) => _extensions.Keys.Where(key => key.Type == type).Select(key => key.Number).Order();

    private static IEnumerable<MessageDescriptor> AllMessages(IEnumerable<MessageDescriptor> messages) =>
        messages.SelectMany(message => AllMessages(message.NestedTypes).Prepend(message));

    private void Add(FileDescriptor file)
    {
        if (!_files.TryAdd(file.Name, file))
            return;
        foreach (var imported in file.Dependencies)
            Add(imported);
        foreach (var service in file.Services)
        {
            Add(service);
            foreach (var method in service.Methods)
                Add(method);
        }
        foreach (var message in file.MessageTypes)
            Add(message);
        foreach (var type in file.EnumTypes)
            Add(type);
        foreach (var extension in file.Extensions.UnorderedExtensions)
            AddExtension(extension);
    }

    private void Add(MessageDescriptor message)
    {
        _symbols[message.FullName] = message.File;
        foreach (var field in message.Fields.InDeclarationOrder())
            Add((IDescriptor)field);
        foreach (var oneof in message.Oneofs)
            Add((IDescriptor)oneof);
        foreach (var nested in message.NestedTypes)
            Add(nested);
        foreach (var type in message.EnumTypes)
            Add(type);
        foreach (var extension in message.Extensions.UnorderedExtensions)
            AddExtension(extension);
    }

    private void Add(EnumDescriptor type)
    {
        Add((IDescriptor)type);
        foreach (var value in type.Values)
            Add((IDescriptor)value);
    }

    private void AddExtension(FieldDescriptor extension)
    {
        Add((IDescriptor)extension);
        _extensions[(extension.ExtendeeType.FullName, extension.FieldNumber)] = extension.File;
    }

    private void Add(IDescriptor descriptor) => _symbols[descriptor.FullName] = descriptor.File;
}
