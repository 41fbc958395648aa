using Acetate.Amf;
using Acetate.Compute;
using Acetate.Compute.Hosting;

namespace Acetate.Steps.Render;

/// <summary>The ACES metadata file of an output, where it can be read together with the files beside it.</summary>
internal sealed class OutputAmf : IDisposable
{
    private readonly StagedDocument _staged;

    private OutputAmf(StagedDocument staged, AmfDocument document) => (_staged, Document) = (staged, document);

    /// <summary>As it was read, without errors.</summary>
    public AmfDocument Document { get; }

    /// <summary>Has the files that it names.</summary>
    public string Folder => _staged.Folder;

    /// <summary>Reads one.</summary>
    /// <exception cref="StepFailedException">It is not there, or is no AMF that can be used.</exception>
    public static async Task<OutputAmf> OpenAsync(StoredDocument document, StepContext context, CancellationToken cancellationToken)
    {
        var staged = await StagedDocument.OpenAsync(document, context, cancellationToken).ConfigureAwait(false);
        try
        {
            var amf = AmfReader.Read(staged.Path);
            if (amf.Problems.FirstOrDefault(problem => problem.Severity == AmfSeverity.Error) is { } error)
                throw RenderFrames.Refused($"The AMF '{document.Key}' cannot be used: {(error.Line > 0 ? $"line {error.Line}: " : "")}{error.Message}", "'acetate amf validate' shows everything that is wrong with it.");
            return new(staged, amf);
        }
        catch (AmfException problem)
        {
            staged.Dispose();
            throw new StepFailedException(RetryClass.Data, problem.Message, "'acetate amf validate' shows what an AMF has.", problem);
        }
        catch
        {
            staged.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _staged.Dispose();
}
