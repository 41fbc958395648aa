using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Acetate.Library.Audit;
using Acetate.Library.Database;
using Acetate.Library.Events;
using Acetate.Library.Rolls;

namespace Acetate.Library.Tests.Database;

/// <summary>This test program started again as a child that writes to a library until it is killed.</summary>
internal static class KillChild
{
    private const string Home = "ACETATE_TEST_KILL_CHILD";
    private const string Database = "ACETATE_TEST_KILL_DATABASE";
    private const string Schema = "ACETATE_TEST_KILL_SCHEMA";
    private const string Show = "film";

    /// <summary>Starts the child; it writes the number of every commit that was acknowledged to its output, a line each.</summary>
    public static Process Start(LibraryOptions options, string connectionString)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(typeof(KillChild).Assembly.Location);
        start.Environment[Home] = options.Home;
        start.Environment[Database] = options.Database.IsPostgres ? connectionString : "";
        start.Environment[Schema] = options.Database.Schema;
        return Process.Start(start)!;
    }

#pragma warning disable CA2255 // The child is this very program; it must turn off before the test runner begins.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void RunAsChild()
    {
        if (Environment.GetEnvironmentVariable(Home) is not { Length: > 0 } home) return;
        // Other threads may not enter this assembly before its initialiser is done, so everything happens on this one.
        var queue = new ThisThread();
        SynchronizationContext.SetSynchronizationContext(queue);
        _ = WriteForEverAsync(home, Environment.GetEnvironmentVariable(Database)!, Environment.GetEnvironmentVariable(Schema)!);
        queue.RunForEver();
    }

    private static async Task WriteForEverAsync(string home, string connectionString, string schema)
    {
        var options = LibraryOptions.InFolder(home);
        if (connectionString.Length > 0) options = options with { Database = DatabaseOptions.Postgres(connectionString, schema) };
        await using var library = await MediaLibrary.OpenAsync(options, CancellationToken.None);
        for (var i = 0; i < 100_000; i++)
        {
            var id = Guid.CreateVersion7();
            await library.WriteAsync(async tx =>
            {
                await tx.AddRollAsync(
                    new Roll { Id = id, Show = Show, Name = "A001", Kind = RollKind.Camera, ShootDay = new DateOnly(2026, 11, 21), FoundAt = tx.Now }, CancellationToken.None);
                await tx.PutFilesAsync(
                    id, Enumerable.Range(1, 300).Select(n => new RollFile { Number = n, Path = $"{n}", Length = 1 }), CancellationToken.None);
                await tx.AuditAsync("child", "roll.added", $"{id}", Show, null, CancellationToken.None);
                await tx.AppendEventAsync(
                    new LibraryEvent { At = tx.Now, Kind = "roll.found", Actor = "child", Message = "Found.", Roll = id, Show = Show }, CancellationToken.None);
            }, CancellationToken.None);
            Console.WriteLine(id);
        }
    }

    private sealed class ThisThread : SynchronizationContext
    {
        private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> work = [];

        public override void Post(SendOrPostCallback d, object? state) => work.Add((d, state));

        public void RunForEver()
        {
            foreach (var (callback, state) in work.GetConsumingEnumerable()) callback(state);
        }
    }
}
