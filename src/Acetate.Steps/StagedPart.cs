using System.Collections.Immutable;
using System.Globalization;
using Acetate.Compute.Hosting;
using Acetate.Media.Decode;
using Acetate.Media.Formats.Arri;
using Acetate.Media.Formats.FFmpeg;
using Acetate.Media.Inspect;
using Acetate.Media.Trim;
using Acetate.Storage;
using Acetate.Storage.Ranges;

namespace Acetate.Steps;

/// <summary>A part of a movie in a store elsewhere, as a movie of its own on this machine: only the headers and the bytes of its frames are fetched.</summary>
/// <remarks>
/// It is cut as a trim is (docs/decisions/0150), so that no program ever reads a place whose bytes are not there. Where nobody can cut it the clip is staged
/// whole, as if nothing had been tried, and the reason is told.
/// </remarks>
internal sealed class StagedPart : IDisposable
{
    // A part that is most of a clip saves nothing.
    private const double MostOfClip = 0.7;

    private readonly RemoteFile remote;
    private readonly string folder;

    private StagedPart(RemoteFile remote, string folder) => (this.remote, this.folder) = (remote, folder);

    /// <summary>The clip where it lies: its headers, and any byte of it, can be read.</summary>
    public required ClipSource Clip { get; init; }

    /// <summary>What the whole clip says of itself.</summary>
    public required ClipInspection Inspection { get; init; }

    /// <summary>The movie of the part; null where only the headers were looked at.</summary>
    public ClipSource? Movie { get; private set; }

    /// <summary>The clip's frames in it, half-open.</summary>
    public (long First, long End) Frames { get; private set; }

    /// <summary>Whether its pictures can be decoded one by one.</summary>
    public bool StandsAlone { get; private set; }

    /// <summary>Which bytes of the clip's file it is made of.</summary>
    public ImmutableArray<ByteRange> Used { get; private set; } = [];

    /// <summary>Bytes that were fetched from the store.</summary>
    public long Fetched => remote.Fetched;

    /// <summary>Looks at a clip's headers; null where parts of it cannot be read, with the reason.</summary>
    public static async Task<(StagedPart? Part, string Reason)> OpenAsync(IFileStore store, string prefix, ClipFiles clip, StepContext context, CancellationToken cancellationToken)
    {
        if (clip is not { Kind: ClipKind.Single, Files: [var name] } || !StoreKey.TryParse(prefix.Length == 0 ? name : $"{prefix}/{name}", out var key, out _)) return (null, "it is not one movie");
        if (await store.FindAsync(key, cancellationToken).ConfigureAwait(false) is not { } stored) return (null, "it is not there");
        var folder = Path.Join(context.ScratchFolder, $"part-{Guid.CreateVersion7():N}");
        RemoteFile? remote = null;
        try
        {
            remote = await RemoteFile.OpenAsync(store, stored, ReadCache.OfEnvironment(context.Clock), folder, context.Clock, cancellationToken).ConfigureAwait(false);
            if (remote is null) return (null, "its store gives no tag by which parts are known to be of one file");
            ClipSource source = new() { Name = clip.Name, Kind = clip.Kind, Files = [new(name, null, stored.Length) { Ranges = remote.Ranges(cancellationToken) }] };
            var inspection = await new ClipInspector(context.Clock).InspectAsync(source, cancellationToken).ConfigureAwait(false);
            var format = PictureFormats.All.FirstOrDefault(format => format.Knows(source, inspection));
            StagedPart part = new(remote, folder) { Clip = source, Inspection = inspection };
            if (inspection.Frames is not > 0 || format is not (FFmpegDecoder or AriMxfDecoder))
            {
                part.Dispose();
                return (null, "where its frames lie is not known here");
            }

            remote = null;
            return (part, "");
        }
        catch
        {
            remote?.Dispose();
            Remove(folder);
            throw;
        }
    }

    /// <summary>Cuts the part out: fetches the bytes of its frames and writes the movie.</summary>
    /// <returns>Null when it is there, else why the clip has to be staged whole.</returns>
    public async Task<string?> CutAsync(long first, long end, Action alive, CancellationToken cancellationToken)
    {
        var file = Clip.Files[0];
        var (trim, reason) = ClipTrimmer.PreparePart(Clip, Inspection, first, end);
        if (trim is null) return reason.TrimEnd('.');
        var used = trim.Files[0].Used;
        if (used.Sum(range => range.Length) > file.Length * MostOfClip) return "the part is most of it";
        await remote.FetchAsync(used.Select(range => new StoredRange(range.Offset, range.Length)), alive, cancellationToken).ConfigureAwait(false);
        Directory.CreateDirectory(folder);
        var path = Path.Join(folder, file.ShortName);
        try
        {
            await trim.Files[0].WriteAsync(path, remote.ReadAsync, cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidDataException problem)
        {
            return problem.Message.TrimEnd('.');
        }

        if (!trim.HoldsItsFrames(path)) return "its index names places where no frames are";
        (Movie, Frames, StandsAlone, Used) = (Clip with { Files = [new(file.Name, path, new FileInfo(path).Length)] }, (first, end), trim.StandsAlone, used);
        return null;
    }

    /// <summary>What a person is told of it.</summary>
    public string Sentence() => string.Create(CultureInfo.InvariantCulture, $"Of '{Clip.Files[0].Name}' {Fetched:N0} bytes of {Clip.Files[0].Length:N0} were fetched for the frames {Frames.First} up to, without, {Frames.End}.");

    /// <inheritdoc/>
    public void Dispose()
    {
        remote.Dispose();
        Remove(folder);
    }

    private static void Remove(string folder)
    {
        try
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
            // The host removes the scratch folder in any case.
        }
    }
}
