using System.Collections.Immutable;
using Acetate.Cli.Demo;
using Acetate.Library.Rolls;
using Acetate.Media.Demo;
using Acetate.Tools.Tests.Ingest;
using Acetate.Tools.Tests.Pulls;

[assembly: AssemblyFixture(typeof(IngestedDay))]

namespace Acetate.Tools.Tests.Pulls;

/// <summary>The demo day, drawn and taken in by the real worker program once, when the first class asks for it.</summary>
public sealed class IngestedDay : IDisposable
{
    private readonly SemaphoreSlim one = new(1);
    private TempFolder? taken;

    /// <summary>A copy of the library and its card, for a class that changes it.</summary>
    internal async Task<(IngestBench Bench, ImmutableArray<Roll> Rolls)> CopyAsync()
    {
        await one.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            taken ??= await TakeInAsync();
        }
        finally
        {
            one.Release();
        }

        var copy = await IngestBench.CopyAsync(taken);
        return (copy, [.. await copy.Library.ReadAsync(tx => tx.RollsOnDayAsync("film", new DateOnly(2026, 5, 11), default), default)]);
    }

    public void Dispose()
    {
        taken?.Dispose();
        one.Dispose();
    }

    private static async Task<TempFolder> TakeInAsync()
    {
        Corpus.Program("ffmpeg");
        var bench = await IngestBench.OpenAsync();
        var day = new DemoDay { IsSmall = true, Seconds = 3 };
        await DemoCommand.WriteDayAsync(day, Path.Join(bench.Folder.Path, "card"), [], _ => { }, TestContext.Current.CancellationToken);
        var (_, rolls) = await bench.IngestAsync(Path.Join("card", DemoDay.Folder));
        Assert.All(rolls, roll => Assert.Equal(RollStage.Complete, roll.Stage));
        return await bench.CloseAsync();
    }
}

/// <summary>A library that took the demo day in, with the real worker program.</summary>
public sealed class DemoLibrary(IngestedDay day) : IAsyncLifetime
{
    internal IngestBench Bench { get; private set; } = null!;

    internal ImmutableArray<Roll> Rolls { get; private set; }

    public async ValueTask InitializeAsync() => (Bench, Rolls) = await day.CopyAsync();

    public async ValueTask DisposeAsync()
    {
        if (Bench is not null) await Bench.DisposeAsync();
    }
}
