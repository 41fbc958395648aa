using System.Collections.Immutable;
using System.Text;
using Acetate.Cuts.Aaf;
using Acetate.Cuts.FcpXml;
using Acetate.Cuts.FcpXmlX;
using Acetate.Cuts.Lists;
using Acetate.Cuts.Reading;

namespace Acetate.Cuts;

/// <summary>Reads any list or timeline into the one model; the format is told by what the file holds.</summary>
/// <remarks>At most 128 MiB, except for AAF, whose media is left where it is. XML is read without document types, entities or anything from
/// outside. What is wrong in a file becomes a problem of the cut, with its line; only a file that is no cut at all is an exception.</remarks>
public static class CutReader
{
    private const int MaxBytes = 128 * 1024 * 1024;

    /// <summary>Reads a file: its only cut, its first, or the one the options name.</summary>
    /// <exception cref="CutException">It is no cut, or has none of that name; the message has file and line.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static Cut Read(string path, CutReadOptions? options = null)
    {
        using var file = File.OpenRead(path);
        return Read(file, Path.GetFileName(path), options);
    }

    /// <summary>Reads a document: its only cut, its first, or the one the options name. That there are others is a note of the cut.</summary>
    /// <param name="source">Read to its end, not closed.</param>
    /// <param name="name">What messages call it; its extension helps to tell formats apart.</param>
    /// <param name="options">How it is read.</param>
    /// <exception cref="CutException">It is no cut, or has none of that name; the message has name and line.</exception>
    public static Cut Read(Stream source, string name, CutReadOptions? options = null)
    {
        var cuts = ReadAll(source, name, options);
        var others = string.Join(", ", cuts.Take(20).Select(cut => $"'{ProblemLog.Shown(cut.Name)}'"));
        if (options?.Name is { } wanted)
            return cuts.FirstOrDefault(cut => cut.Name == wanted) ?? cuts.FirstOrDefault(cut => cut.Name.Equals(wanted, StringComparison.OrdinalIgnoreCase))
                ?? throw new CutException($"There is no cut named '{ProblemLog.Shown(wanted)}'; there is {others}.", name);
        if (cuts.Length == 1) return cuts[0];
        return cuts[0] with
        {
            Problems = cuts[0].Problems.Insert(0, new()
            {
                Code = "several-cuts",
                Severity = CutSeverity.Warning,
                Message = $"The file holds {cuts.Length} cuts: {others}{(cuts.Length > 20 ? ", …" : "")}. The first was read.",
                Fix = "Name the one that is meant.",
            }),
        };
    }

    /// <summary>Reads every cut of a file.</summary>
    /// <exception cref="CutException">It is no cut; the message has file and line.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ImmutableArray<Cut> ReadAll(string path, CutReadOptions? options = null)
    {
        using var file = File.OpenRead(path);
        return ReadAll(file, Path.GetFileName(path), options);
    }

    /// <summary>Reads every cut of a document; there is at least one.</summary>
    /// <exception cref="CutException">It is no cut; the message has name and line.</exception>
    public static ImmutableArray<Cut> ReadAll(Stream source, string name, CutReadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(name);
        options ??= new();
        try
        {
            // An AAF may hold its media, and then it is read where it lies.
            if (CutFormats.IsAaf(source)) return AafCut.Read(source, name, options);
            using var file = BorrowedFile.Read(source, MaxBytes, name);
            return Read(file, name, options);
        }
        catch (OverflowException problem)
        {
            throw new CutException("Its times are so far apart, or fractions of such odd numbers, that they cannot be counted exactly. Export it again with times in frames.", name, 0, problem);
        }
    }

    private static ImmutableArray<Cut> Read(BorrowedFile file, string name, CutReadOptions options)
    {
        using var stream = file.AsStream();
        switch (CutFormats.Of(file.Bytes, name, options.Format))
        {
            case CutFormat.FcpXml:
                return FcpXmlReader.Read(Root(stream, name, "xmeml"), name);
            case CutFormat.FcpXmlX:
                return FcpXmlXReader.Read(Root(stream, name, "fcpxml"), name, options.Rate);
            case CutFormat.Ale:
                return [AleCut.Read(stream, name, options)];
            case CutFormat.Otio:
                return Timelines.OtioCut.Read(file.Bytes.ToArray(), name, options);
            case CutFormat.Edl:
                return [Cmx.EdlCut.Read(stream, name, options)];
            case CutFormat.ShotList:
                return [ShotListReader.Read(file.Bytes.ToArray(), name, options)];
            case CutFormat.Aaf:
                return AafCut.Read(stream, name, options);
            case var other:
                throw new CutException($"{CutFormats.Name(other)} is not read here. Export the sequence as OpenTimelineIO, FCPXML, Final Cut Pro XML or an edit decision list.", name);
        }
    }

    private static System.Xml.Linq.XElement Root(Stream stream, string name, string expected)
    {
        var root = XmlReading.Load(stream, name);
        return root.Tag() == expected ? root
            : throw new CutException($"The document begins with <{ProblemLog.Shown(root.Tag())}> and not with <{expected}>. Export the sequence as Final Cut Pro XML or FCPXML.", name, root.Line());
    }
}

/// <summary>Telling formats apart.</summary>
internal static class CutFormats
{
    public static string Name(CutFormat format) => format switch
    {
        CutFormat.Edl => "CMX 3600",
        CutFormat.Otio => "OpenTimelineIO",
        CutFormat.FcpXml => "Final Cut Pro 7 XML",
        CutFormat.FcpXmlX => "FCPXML",
        CutFormat.Ale => "ALE",
        CutFormat.ShotList => "a shot list",
        _ => "AAF",
    };

    /// <summary>Whether a stream that can be read from anywhere begins as structured storage.</summary>
    public static bool IsAaf(Stream source)
    {
        if (!source.CanSeek || source.Position != 0) return false;
        Span<byte> start = stackalloc byte[4];
        var count = source.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        source.Position = 0;
        return Begins(start[..count]);
    }

    private static bool Begins(ReadOnlySpan<byte> bytes) => bytes.StartsWith<byte>([0xD0, 0xCF, 0x11, 0xE0]);

    /// <summary>The first few bytes after blanks, empty lines and marks.</summary>
    private static ReadOnlySpan<byte> Begun(ReadOnlySpan<byte> bytes)
    {
        while (true)
        {
            bytes = bytes.TrimStart(" \t\r\n"u8);
            if (!bytes.StartsWith(Encoding.UTF8.Preamble)) return bytes[..Math.Min(bytes.Length, 16)];
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        }
    }

    /// <summary>The format of a file.</summary>
    /// <exception cref="CutException">It is none of a cut.</exception>
    public static CutFormat Of(ReadOnlySpan<byte> bytes, string name, CutFormat? given)
    {
        if (Begins(bytes)) return CutFormat.Aaf;
        if (given is { } known) return known;
        var start = Encoding.UTF8.GetString(Begun(bytes[..Math.Min(bytes.Length, 64 * 1024)]));
        if (bytes.Length >= 2 && bytes[0] is 0xFE or 0xFF && bytes[1] is 0xFE or 0xFF || start.StartsWith('<'))
            return bytes.IndexOf("<xmeml"u8) >= 0 ? CutFormat.FcpXml : CutFormat.FcpXmlX;
        if (start.StartsWith('{') || start.StartsWith('[')) return CutFormat.Otio;
        var extension = Path.GetExtension(name).ToUpperInvariant();
        if (extension == ".AAF") throw new CutException("It is called an AAF and does not begin as one: it was damaged on its way, or it is something else. Export the sequence as AAF again, or give the file the name of what it is.", name);
        if (start.StartsWith("Heading", StringComparison.OrdinalIgnoreCase) || extension == ".ALE") return CutFormat.Ale;
        return extension is ".CSV" or ".TSV" or ".TAB" ? CutFormat.ShotList : CutFormat.Edl;
    }
}
