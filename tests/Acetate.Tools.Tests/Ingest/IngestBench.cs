using System.Collections.Immutable;
using Acetate.Compute.Local;
using Acetate.Library;
using Acetate.Library.Jobs;
using Acetate.Library.Rolls;
using Acetate.Library.Shows;
using Acetate.Tools.Ingest;
using Acetate.Tools.Ingest.Reports;

namespace Acetate.Tools.Tests.Ingest;

/// <summary>A library in a temporary folder, a card beside it, and the real worker program.</summary>
internal sealed class IngestBench : IAsyncDisposable
{
    private IngestBench(MediaLibrary library) => Library = library;

    public TempFolder Folder { get; private init; } = null!;

    public MediaLibrary Library { get; }

    public CardIngest Ingest => new(Library);

    public string Home => Library.Options.Home;

    public static async Task<IngestBench> OpenAsync(ShowSettings? settings = null, bool show = true, TimeProvider? clock = null)
    {
        var folder = new TempFolder();
        var library = await MediaLibrary.OpenAsync(LibraryOptions.InFolder(Path.Join(folder.Path, "library")), clock ?? TimeProvider.System, TestContext.Current.CancellationToken);
        if (show) await library.WriteAsync(tx => tx.AddShowAsync(new Show { Name = "film", Title = "The Film", Settings = settings ?? new() }, default), default);
        return new IngestBench(library) { Folder = folder };
    }

    /// <summary>Reads the card, submits it and works until everything is complete or held.</summary>
    public async Task<(IngestReceipt Receipt, ImmutableArray<Roll> Rolls)> IngestAsync(string card, string unit = "MU")
    {
        var receipt = await SubmitAsync(card, unit);
        return (receipt, await RunAsync(receipt));
    }

    public async Task<IngestReceipt> SubmitAsync(string card, string unit = "MU")
    {
        var offer = await IngestOffer.ReadAsync(Path.Join(Folder.Path, card), TimeProvider.System, default);
        return await Ingest.SubmitAsync(offer, new IngestTags { Show = "film", ShootDay = new DateOnly(2026, 5, 11), Unit = unit }, "mara", "", null, default);
    }

    public Task<ImmutableArray<Roll>> RunAsync(IngestReceipt receipt) => RunAsync([.. receipt.Rolls.Select(r => r.Roll)]);

    public async Task<ImmutableArray<Roll>> RunAsync(Guid[] rolls, TimeSpan? atMost = null)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(atMost ?? TimeSpan.FromMinutes(4));
        try
        {
            return await new LocalIngest(Library, Engine).RunAsync(rolls, RollStage.Complete, null, limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException(await StateAsync(rolls));
        }
    }

    /// <summary>Works, whatever there is to do, until cancelled.</summary>
    public async Task WorkAsync(CancellationToken cancellationToken)
    {
        await using var engine = new LocalProcessEngine(Engine);
        using var runner = new Acetate.Tools.Jobs.JobRunner(Library, [engine], Acetate.Tools.Ingest.Recording.RollRecorder.All);
        await runner.RunAsync(cancellationToken);
    }

    private Task<string> StateAsync(Guid[] rolls) => Library.ReadAsync(async tx =>
    {
        var lines = new List<string> { "The rolls did not come to an end:" };
        foreach (var roll in rolls)
        {
            foreach (var bar in await tx.StagesAsync(roll, default)) lines.Add($"{bar.Stage} {bar.State} {bar.Done}/{bar.Total} {bar.Reason}");
            foreach (var job in await tx.JobsAboutAsync(roll.ToString(), default))
                foreach (var step in await tx.StepsAsync(job.Id, default))
                    lines.Add($"{job.Kind} {step.Name} {step.State} {step.Attempts} {step.Problem}");
        }

        return string.Join(Environment.NewLine, lines);
    }, default);

    public LocalEngineOptions Engine => new() { ScratchRoot = Path.Join(Folder.Path, "scratch") };

    public Task<RollReport> ReportAsync(Guid roll) => Library.ReadAsync(tx => tx.RollReportAsync(roll, default), default);

    public string InStore(Roll roll, string path) => Path.Join(Home, "store", roll.StorePrefix, path);

    public string InArchive(Roll roll, string path) => Path.Join(Home, "archive", roll.StorePrefix, path);

    public async ValueTask DisposeAsync()
    {
        await Library.DisposeAsync();
        Folder.Dispose();
    }
}
