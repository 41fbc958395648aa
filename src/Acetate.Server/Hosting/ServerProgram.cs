using System.Net.Sockets;
using Acetate.Library;
using Acetate.Media.Native;
using Acetate.Storage;
using Microsoft.AspNetCore.Connections;

namespace Acetate.Server.Hosting;

/// <summary>The program <c>acetate-server</c> from its command line to its exit code.</summary>
public static class ServerProgram
{
    /// <summary>Runs until asked to stop.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        if (ServerHost.IsWritingTheDocument)
        {
            await using var bare = ServerHost.Build(new ServerOptions(), opened: null);
            await bare.RunAsync();
            return 0;
        }

        if (arguments is ["--help" or "-h"])
        {
            Console.WriteLine(ServerOptions.Help);
            return 0;
        }

        if (ServerOptions.Parse(arguments, out var mistake) is not { } options)
        {
            await Console.Error.WriteLineAsync(mistake);
            return 2;
        }

        try
        {
            return await ServeAsync(options);
        }
        catch (LibraryException problem)
        {
            await Console.Error.WriteLineAsync(problem.Message);
            return problem.Problem is LibraryProblem.NotPermitted ? 7 : problem.Problem is LibraryProblem.Settings or LibraryProblem.Incompatible or LibraryProblem.Damaged ? 3 : 5;
        }
        catch (ToolMissingException problem)
        {
            await Console.Error.WriteLineAsync(problem.Message);
            return 3;
        }
        catch (StoreException problem)
        {
            await Console.Error.WriteLineAsync(problem.Message);
            return problem.Problem is StoreProblem.Denied ? 7 : problem.IsPermanent ? 3 : 5;
        }
        catch (Exception problem) when (problem is SocketException or IOException { InnerException: AddressInUseException or SocketException })
        {
            await Console.Error.WriteLineAsync($"The server cannot listen there: {problem.Message.TrimEnd('.')}. Choose another address with --listen, or port 0 for a free one.");
            return 5;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"The library home {options.Home} cannot be used: {problem.Message}");
            return problem is UnauthorizedAccessException ? 7 : 3;
        }
    }

    private static async Task<int> ServeAsync(ServerOptions options)
    {
        PrivateFolder.Create(options.Home);
        var (instance, holder) = await TakeHomeAsync(options);
        using var held = instance;
        if (instance is null)
        {
            await Console.Error.WriteLineAsync($"Another server{(holder.Length > 0 ? $" (process {holder})" : "")} serves the library {options.Home}. "
                + "Use that one, stop it, or name another library with --library. Several servers of one library in PostgreSQL have a home each.");
            return 5;
        }

        using var database = FleetCheck.TakeDatabase(options);

        // Said before anything has begun that would have to be stopped again.
        foreach (var url in options.Listen) ListenAddress.RequireUsable(url);
        if (options is { Works: true, Slurm: not null }) ClusterEngine.Read(options);
        var withoutSandbox = options is { Works: true, Slurm: null } ? await Sandbox.WhyNoneAsync() : null;
        await using var opened = await OpenedLibrary.OpenAsync(options, CancellationToken.None);
        await FleetCheck.RequireFitAsync(opened.Library, CancellationToken.None);
        await using var app = ServerHost.Build(options, opened);
        try
        {
            await app.StartAsync();
        }
        catch (Exception problem) when (problem is IOException or SocketException)
        {
            // What has started ends in good order, and does not find its library closed.
            await app.StopAsync();
            throw;
        }

        foreach (var url in app.Urls)
            if (ListenAddress.WarningFor(url) is { } warning)
                await Console.Error.WriteLineAsync($"warning: {warning}");
        if (withoutSandbox is not null) app.Logger.LogWarning("{Warning}", withoutSandbox);
        await FirstRun.WelcomeAsync(options, opened.Library, app.Urls.First(), CancellationToken.None);
        if (options.EndsWithInput) _ = StopWithInputAsync(app.Lifetime);
        await app.WaitForShutdownAsync();
        return 0;
    }

    /// <summary>Takes the library home for this server; without a lock, the process that has it.</summary>
    /// <remarks>A server that ends with whoever started it may still be ending when that program is started again: it is waited for.</remarks>
    private static async Task<(InstanceLock? Lock, string Holder)> TakeHomeAsync(ServerOptions options)
    {
        var patience = options.EndsWithInput ? TimeSpan.FromSeconds(15) : TimeSpan.Zero;
        var since = TimeProvider.System.GetTimestamp();
        for (var tries = 0; ; tries++)
        {
            var taken = InstanceLock.TryTake(options.Home, out var holder);
            if (taken is not null || TimeProvider.System.GetElapsedTime(since) >= patience) return (taken, holder);
            if (tries == 10) await Console.Error.WriteLineAsync($"Another server still has the library {options.Home}; it is given {patience.TotalSeconds:F0} s to end.");
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }
    }

    /// <summary>Whoever started the server holds the other end of its input; when that process ends, however it ends, so does this one.</summary>
    private static async Task StopWithInputAsync(IHostApplicationLifetime lifetime)
    {
        await using var input = Console.OpenStandardInput();
        await input.CopyToAsync(Stream.Null, lifetime.ApplicationStopping);
        lifetime.StopApplication();
    }
}
