using System.Collections.Immutable;
using Acetate.Amf;
using Acetate.Compute.Hosting;
using Acetate.Storage;

namespace Acetate.Steps.Render;

/// <summary>The AMF of a plate, made ready before the first frame: its name is free or holds this very document, and the files that it names are at hand.</summary>
internal sealed class PlateAmf
{
    private const long MostBytes = 256 << 20;

    private readonly StoredBytes target;
    private readonly string folder;
    private readonly Func<AmfIds, byte[]> write;
    private readonly AmfIds ids;
    private readonly ImmutableArray<(string Name, byte[] Bytes)> beside;

    private PlateAmf(string name, StoredBytes target, Func<AmfIds, byte[]> write, AmfIds ids, ImmutableArray<(string, byte[])> beside)
    {
        (Name, this.target, this.write, this.ids, this.beside) = (name, target, write, ids, beside);
        folder = FolderOf(name);
    }

    /// <summary>The document's name beside the frames.</summary>
    public string Name { get; }

    /// <summary>Makes one ready.</summary>
    /// <param name="output">The plate.</param>
    /// <param name="target">Where it goes.</param>
    /// <param name="first">The first frame of the whole range, counted from 0.</param>
    /// <param name="end">The frame after the last.</param>
    /// <param name="context">The time, and reads the clip's AMF.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Null where none is asked for.</returns>
    /// <exception cref="StepFailedException">No AMF can tell about this output; the message says why and what to do.</exception>
    /// <exception cref="StoreException">Another document has the name.</exception>
    public static async Task<PlateAmf?> OfAsync(PreparedOutput output, StoredBytes target, long first, long end, StepContext context, CancellationToken cancellationToken)
    {
        var wanted = output.Wanted;
        if (wanted.WriteAmf is not { } author) return null;
        if (wanted is not { File.Kind: "exr", Use: AmfUse.Plates }) throw RenderFrames.Refused($"An AMF goes with OpenEXR plates, and '{wanted.Name}' is none.", "Leave --write-amf out.");
        using var source = wanted.Amf is { } named ? await OutputAmf.OpenAsync(named, context, cancellationToken).ConfigureAwait(false) : null;
        var name = NameOf(wanted.Name);
        var file = wanted.Name[FolderOf(wanted.Name).Length..];
        var table = AmfPlates.TableOf(output.Colour);
        var tableName = table is null ? null : $"{Path.GetFileNameWithoutExtension(name)}_to_ACES2065-1.clf";
        byte[] Write(AmfIds ids)
        {
            var facts = new AmfPlateFacts
            {
                Name = Path.GetFileNameWithoutExtension(name),
                Sequence = output.Request.IsOneFrame ? null : new(file, "#", output.Names!.Start, output.Names.Start + end - first - 1),
                File = output.Request.IsOneFrame ? Uri.EscapeDataString(file) : null,
                Table = tableName is null ? null : Uri.EscapeDataString(tableName),
                Author = new(author.Name, author.Email),
                Now = ids.Made,
                Uuid = ids.Document,
                PipelineUuid = ids.Pipeline,
            };
            var document = AmfPlates.Of(output.Colour, source?.Document, facts, out var reason) ?? throw RenderFrames.Refused(reason!, "Or leave --write-amf out.");
            using var bytes = new MemoryStream();
            try
            {
                AmfWriter.Write(document, bytes);
            }
            catch (ArgumentException invalid)
            {
                throw RenderFrames.Refused($"'{name}': {invalid.Message.Split(" (Parameter")[0]}", "Correct what is said, or leave --write-amf out.");
            }

            return bytes.ToArray();
        }

        var ids = wanted.Stamp is { } stamp ? new AmfIds(stamp.At, stamp.Document, stamp.Pipeline) : new AmfIds(context.Clock.GetUtcNow(), Guid.NewGuid(), Guid.NewGuid());
        var written = Write(ids);
        if (await target.ReadAsync(name, AmfFiles.MaxBytes, cancellationToken).ConfigureAwait(false) is { } there) ids = SameOf(there, Write) is { } same && (wanted.Stamp is null || same == ids) ? same : throw target.Taken(name);
        var files = source is null ? [] : Beside(AmfReader.Read(new MemoryStream(written), name), source, name, tableName);
        return new(name, target, Write, ids, table is null ? files : files.Add((tableName!, table)));
    }

    /// <summary>Puts it and the files that it names beside the frames.</summary>
    /// <exception cref="StoreException">Another file has such a name.</exception>
    public async Task PutAsync(CancellationToken cancellationToken)
    {
        foreach (var (name, bytes) in beside) await target.PutAsync(folder + name, bytes.Length, () => [bytes], cancellationToken).ConfigureAwait(false);
        var written = write(ids);
        try
        {
            await target.PutAsync(Name, written.Length, () => [written], cancellationToken).ConfigureAwait(false);
        }
        catch (StoreException taken) when (taken.Problem == StoreProblem.AlreadyExists)
        {
            // Another part of the same range was quicker.
            if (await target.ReadAsync(Name, AmfFiles.MaxBytes, cancellationToken).ConfigureAwait(false) is not { } there || SameOf(there, write) is null) throw;
        }
    }

    /// <summary>The name of a plate's AMF: that of its frames without their number.</summary>
    internal static string NameOf(string pattern) => $"{FrameNames.WithoutNumber(pattern)}.amf";

    // A step that is run again finds what it made before: the same document but for its time and its ids.
    private static AmfIds? SameOf(byte[] there, Func<AmfIds, byte[]> write)
    {
        AmfDocument document;
        try
        {
            document = AmfReader.Read(new MemoryStream(there), "plate.amf");
        }
        catch (AmfException)
        {
            return null;
        }

        return document is { Info: { Created: { } made, Uuid: { } id }, Pipeline.Info.Uuid: { } pipeline } && new AmfIds(made, id, pipeline) is var ids && write(ids).AsSpan().SequenceEqual(there) ? ids : null;
    }

    private static ImmutableArray<(string, byte[])> Beside(AmfDocument document, OutputAmf source, string name, string? own)
    {
        var files = ImmutableArray.CreateBuilder<(string, byte[])>();
        var total = 0L;
        foreach (var address in AmfFiles.Named(document))
        {
            if (own is not null && Uri.UnescapeDataString(address.Trim()) == own) continue;
            if (!AmfFiles.TryRead(source.Folder, address, null, out var bytes, out var reason)) throw RenderFrames.Refused($"The AMF names a file that '{name}' has to have beside it: {reason}", "Put it beside the AMF, or leave --write-amf out.");
            if ((total += bytes.Length) > MostBytes) throw RenderFrames.Refused($"The files that the AMF names have more than {MostBytes:N0} bytes together.", "Leave --write-amf out, and copy them by hand.");
            var path = Path.GetRelativePath(source.Folder, Path.Join(source.Folder, Uri.UnescapeDataString(address.Trim()))).Replace(Path.DirectorySeparatorChar, '/');
            if (!StoreKey.TryParse(FolderOf(name) + path, out _, out var why)) throw RenderFrames.Refused($"The AMF names the file '{path}', which cannot lie beside '{name}': {why}", "Leave --write-amf out.");
            files.Add((path, bytes));
        }

        return files.ToImmutable();
    }

    private static string FolderOf(string name) => name[..(name.LastIndexOf('/') + 1)];

    /// <summary>What differs from one writing of a document to the next.</summary>
    private sealed record AmfIds(DateTimeOffset Made, Guid Document, Guid Pipeline);
}
