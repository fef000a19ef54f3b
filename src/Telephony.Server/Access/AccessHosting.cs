using Telephony.Server.Hosting;

namespace Telephony.Server.Access;

/// <summary>Puts the access rules into the service.</summary>
internal static class AccessHosting
{
    /// <summary>Adds what decides who may call. Makes the admin's token on the first start.</summary>
    /// <exception cref="InvalidDataException">The file of tokens is not of our form.</exception>
    public static void AddAccess(this IServiceCollection services, ServeOptions options)
    {
        var vault = new TokenVault(options.Data, TimeProvider.System);
        services.AddSingleton(new AdminToken(vault.AdminFile, vault.EnsureAdmin()));
        services.AddSingleton(options.Access());
        services.AddSingleton(vault);
        services.AddSingleton<TokenStore>();
        services.AddSingleton(new ScreenVault(options.Data, TimeProvider.System));
        services.AddSingleton<ScreenStore>();
        services.AddSingleton(new UserVault(options.Data, TimeProvider.System));
        services.AddSingleton<UserStore>();
        services.AddSingleton(s => new SessionStore(
            options.Data, s.GetRequiredService<UserStore>(), SessionLimits.Default, s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<SessionStore>>(),
            options.Redis is null ? null : options.Node));
        services.AddSingleton<SignInDelays>();
        services.AddSingleton<SignIn>();
        services.AddSingleton(new LocalPeer());
        services.AddSingleton(s => new Authenticator(
            s.GetRequiredService<TokenStore>(), s.GetRequiredService<ScreenStore>(), s.GetRequiredService<UserStore>(), s.GetRequiredService<SessionStore>(), s.GetRequiredService<LocalPeer>(), s.GetRequiredService<AccessOptions>(), s.GetService<JwtBearer>()));
        services.AddSingleton(s => new ActionLog(DataFolders.Actions(options.Data), s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<ActionLog>>()));
        if (options.Jwt() is { } jwt) services.AddJwt(jwt);
        services.AddSingleton<Throttle>();
        services.AddSingleton<StreamPlaces>();
        services.AddSingleton<Ownership>();
        services.AddSingleton<Gate>();
        services.AddSingleton<AccessInterceptor>();
    }

    /// <summary>Reads a file that the command line names.</summary>
    /// <exception cref="UsageException">It cannot be read, or is not of the form.</exception>
    public static T OrUsage<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException(fault.Message);
        }
    }

    private static void AddJwt(this IServiceCollection services, JwtOptions jwt)
    {
        services.AddSingleton(jwt);
        services.AddSingleton(s => OrUsage(() => new JwtKeys(jwt.Keys, s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<JwtKeys>>())));
        services.AddSingleton<JwtBearer>();
    }

    /// <summary>Reads what access hangs on: what cannot be read is told before anything runs, not with the first request.</summary>
    /// <exception cref="UsageException">A file that the command line names cannot be read, or is not of the form.</exception>
    /// <exception cref="InvalidDataException">A file of tokens, screens or users is not of our form.</exception>
    public static void ReadFiles(IServiceProvider services) => services.GetRequiredService<Authenticator>();

    /// <summary>Lets every request pass the gate.</summary>
    public static void UseAccess(this WebApplication app, ServeOptions options)
    {
        app.UseMiddleware<AccessMiddleware>();
        var admin = app.Services.GetRequiredService<AdminToken>();
        var logger = app.Services.GetRequiredService<ILogger<AccessInterceptor>>();
        if (admin.IsNew) logger.AdminTokenMade(admin.File);
        app.Services.GetRequiredService<ActionLog>();
        foreach (var address in options.InClear()) logger.TokensInClear(address);
    }
}

/// <summary>Where the admin's token is.</summary>
/// <param name="File">The file.</param>
/// <param name="IsNew">Whether this start made it.</param>
internal sealed record AdminToken(string File, bool IsNew);
