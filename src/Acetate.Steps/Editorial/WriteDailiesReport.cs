using Acetate.Compute.Hosting;
using Acetate.Storage;

namespace Acetate.Steps.Editorial;

/// <summary>A report on dailies, and where it goes.</summary>
public sealed record WriteDailiesReportRequest
{
    /// <summary>The store that takes it.</summary>
    public required Uri Store { get; init; }

    /// <summary>The folder in it; empty for the store itself.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>The name of its files without their extensions.</summary>
    public required string Stem { get; init; }

    /// <summary>What it says.</summary>
    public required DailiesReport Report { get; init; }

    /// <summary>URL of the store that has the pictures of its clips.</summary>
    public required Uri Pictures { get; init; }
}

/// <summary>Writes a report on dailies as CSV, HTML, JSON and PDF, with a picture of each clip where there is one.</summary>
public static class WriteDailiesReport
{
    /// <summary>The name of the function.</summary>
    public const string Name = "write-dailies-report";

    /// <summary>Runs the step.</summary>
    public static async Task<WriteDocumentsResult> RunAsync(WriteDailiesReportRequest request, StepContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var pictures = await StoreUrl.OpenAsync(request.Pictures, StoreAccess.Read, cancellationToken).ConfigureAwait(false);
        await using var _ = pictures.ConfigureAwait(false);
        var report = await request.Report.WithPicturesAsync(pictures, cancellationToken).ConfigureAwait(false);
        return await WriteDocuments.RunAsync(new() { Store = request.Store, Prefix = request.Prefix, Documents = DailiesReportFiles.Of(report, request.Stem) }, context, cancellationToken).ConfigureAwait(false);
    }
}
