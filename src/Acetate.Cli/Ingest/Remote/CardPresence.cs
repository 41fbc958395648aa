using System.Collections.Immutable;
using System.Text.Json;
using Acetate.Compute;
using Acetate.Steps;
using Acetate.Tools.Ingest;

namespace Acetate.Cli.Ingest.Remote;

/// <summary>Tells whether the card that was scanned is plugged in now: some of its files, with the lengths that were seen.</summary>
internal sealed class CardPresence
{
    private const int Samples = 8;

    private readonly ImmutableArray<(string Path, long Length)> samples;
    private readonly string url;

    /// <summary>Remembers what tells this card from another one at the same place.</summary>
    public CardPresence(IngestOffer offer)
    {
        Path = offer.Scan.Source;
        url = new Uri(Path.TrimEnd('/') + "/").AbsoluteUri.TrimEnd('/');
        var files = offer.Scan.Rolls.SelectMany(r => r.Files.Select(f => (System.IO.Path.Join(r.FolderIn(offer.Scan.Source), f.Path), f.Length))).ToList();
        var step = Math.Max(1, files.Count / Samples);
        samples = [.. files.Where((_, i) => i % step == 0).Take(Samples)];
    }

    /// <summary>Where it is mounted.</summary>
    public string Path { get; }

    /// <summary>Whether an attempt reads this card.</summary>
    public bool IsReadBy(StepAttempt attempt)
    {
        var name = attempt.Function switch { CopyFiles.Name => "source", HashFiles.Name => "store", _ => "" };
        return name.Length > 0 && attempt.Request.TryGetProperty(name, out var source) && source.ValueKind == JsonValueKind.String
            && Uri.TryCreate(source.GetString(), UriKind.Absolute, out var read) && read.IsFile
            && (read.AbsoluteUri.TrimEnd('/') == url || read.AbsoluteUri.StartsWith(url + "/", StringComparison.Ordinal));
    }

    /// <summary>Whether it is there now.</summary>
    public bool IsThere()
    {
        if (!Directory.Exists(Path)) return false;
        try
        {
            // One file that is gone is a finding about that file; all of them gone is a card that is gone.
            return samples.IsEmpty || samples.Any(s => new FileInfo(s.Path) is { Exists: true } file && file.Length == s.Length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
