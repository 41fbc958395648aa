using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Acetate.Amf;
using Acetate.Imaging.Resample;
using Acetate.Media.Decode;
using Acetate.Media.Formats.Exr.Writing;
using Acetate.Media.Inspect;
using Acetate.Steps.Render;
using Acetate.Storage;

namespace Acetate.Cli.Media;

/// <summary>What <c>render</c> and <c>frame</c> have in common: how a clip is decoded, coloured, framed and written.</summary>
internal sealed class RenderOptions
{
    private static readonly Dictionary<string, string> Kinds = new(StringComparer.OrdinalIgnoreCase)
    {
        [".exr"] = "exr",
        [".dpx"] = "dpx",
        [".tif"] = "tiff",
        [".tiff"] = "tiff",
        [".png"] = "png",
        [".jpg"] = "jpeg",
        [".jpeg"] = "jpeg",
    };

    // What a movie is when only its name says something.
    private static readonly Dictionary<string, string> Movies = new(StringComparer.OrdinalIgnoreCase)
    {
        [".mov"] = "prores-hq",
        [".mxf"] = "dnxhr-hqx",
        [".mp4"] = "h264",
    };

    private readonly Option<string> from = new("--from") { Description = "What the clip's values mean, when the file does not say or says it wrongly: an encoding of 'acetate colour list', such as 'S-Log3 S-Gamut3.Cine'.", HelpName = "ENCODING" };
    private readonly Option<string> to = new("--to") { Description = "The encoding that is delivered. Default: ACES2065-1 for OpenEXR and DPX, Rec.709 for the others.", HelpName = "ENCODING" };
    private readonly Option<AmfUse?> use = WordOption.Of<AmfUse>("--for", "plates: nothing is guessed, and what is not known is an error (default for OpenEXR and DPX). viewing: it is a warning (default for the others).", ("plates", AmfUse.Plates), ("viewing", AmfUse.Proxies));
    private readonly Option<double?> index = new("--ei") { Description = "Develops raw for this exposure index instead of the recording's.", HelpName = "EI" };
    private readonly Option<string> white = new("--white-balance", "--kelvin") { Description = "Develops raw for this white in kelvin, and after a comma this tint, instead of the recording's: 5600 or 5600,10. DNG and raw photographs count tint from -150, green, to 150, magenta; ARRIRAW has none.", HelpName = "K[,TINT]" };
    private readonly Option<double?> tint = new("--tint") { Description = "Develops raw with this tint and the recording's white.", HelpName = "TINT" };
    private readonly Option<DebayerQuality?> debayer = WordOption.Of<DebayerQuality>("--debayer", "How good: plate (default for plates), quick, or half, one pixel of each four (default for viewing).");
    private readonly Option<string> amf = new("--amf") { Description = "Applies the transforms of this ACES metadata file.", HelpName = "FILE" };
    private readonly Option<AmfExtent?> extent = WordOption.Of<AmfExtent>("--extent", "How far along the AMF: input (default for plates), looks, or output (default for viewing).", ("input", AmfExtent.InputOnly), ("looks", AmfExtent.WithLooks), ("output", AmfExtent.WithOutput));
    private readonly Option<string> fdl = new("--fdl") { Description = "Frames by this ASC FDL, which has the clip's canvas.", HelpName = "FILE" };
    private readonly Option<string> templateFile = new("--template-file") { Description = "The ASC FDL that has the canvas template; default: that of --fdl.", HelpName = "FILE" };
    private readonly Option<string> template = new("--template") { Description = "The canvas template's id, where there is more than one.", HelpName = "ID" };
    private readonly Option<string> context = new("--context") { Description = "The context's label, where there is more than one.", HelpName = "LABEL" };
    private readonly Option<string> canvas = new("--canvas") { Description = "The canvas's id, where there is more than one.", HelpName = "ID" };
    private readonly Option<string> intent = new("--intent") { Description = "The framing intent's id, where there is more than one.", HelpName = "ID" };
    private readonly Option<string> size = new("--size") { Description = "Fits the picture into this size, its shape kept, instead of framing by a list.", HelpName = "WIDTHxHEIGHT" };
    private readonly Option<int?> turn = new("--turn") { Description = "Turns the picture clockwise by 90, 180 or 270 degrees, or by 0 not at all. Default: as players show the clip where it is looked at; plates stay as recorded.", HelpName = "DEGREES" };
    private readonly Option<ResampleFilter?> filter = WordOption.Of<ResampleFilter>("--filter", "How pixels are mixed where the picture is scaled; default: lanczos3.");
    private readonly Option<ExrCompression?> compression = WordOption.Of<ExrCompression>("--compression", "How OpenEXR is compressed; default: zips.");
    private readonly Option<int?> bits = new("--bits") { Description = "Bits of a component: OpenEXR 16 (default) or 32, DPX 10 (default) or 16, TIFF 16 (default) or 32, PNG 16 (default) or 8.", HelpName = "N" };
    private readonly Option<bool> strict = new("--strict") { Description = "OpenEXR that keeps SMPTE ST 2065-4 to the letter." };
    private readonly Option<string> codec = new("--codec") { Description = $"How movies are encoded: {string.Join(", ", MovieKinds.Names)}. Default: prores-hq in .mov, dnxhr-hqx in .mxf, h264 in .mp4.", HelpName = "CODEC" };
    private readonly Option<bool> opAtom = new("--op-atom") { Description = "Writes MXF as OP-Atom, the picture alone, and not as OP1a." };
    private readonly Option<string> rate = new("--rate") { Description = "Frames per second of movies, such as 24000/1001; default: the clip's.", HelpName = "FPS" };
    private readonly Option<string> writeAmf = new("--write-amf") { Description = "Writes an AMF of the plate beside its frames, with the files that it names: NAME.amf for NAME.####.exr. Says who has it written.", HelpName = "'NAME <MAIL>'" };
    private readonly Option<string> burnIn = new("--burn-in") { Description = "Writes over the picture by this template.", HelpName = "FILE" };
    private readonly Option<int?> threads = new("--threads") { Description = "Frames that are made at once; default: as many as there are processors.", HelpName = "N" };
    private readonly Option<double?> memory = new("--memory") { Description = "Gigabytes that pictures may take; default: 2.", HelpName = "GB" };

    private IEnumerable<Option> All =>
        [from, to, use, index, white, tint, debayer, amf, extent, fdl, templateFile, template, context, canvas, intent, size, turn, filter, compression, bits, strict, burnIn, writeAmf, threads, memory];

    /// <summary>Adds the options of movies to a command.</summary>
    public void AddMoviesTo(Command command)
    {
        foreach (var option in (Option[])[codec, opAtom, rate]) command.Options.Add(option);
    }

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in All) command.Options.Add(option);
    }

    /// <summary>The request for a clip.</summary>
    /// <param name="parsed">What was typed.</param>
    /// <param name="clip">The clip.</param>
    /// <param name="folder">The folder that its files' names are relative to.</param>
    /// <param name="outputs">What is to be written.</param>
    /// <param name="frames">Which frames.</param>
    public RenderFramesRequest Request(ParseResult parsed, ClipSource clip, string folder, ImmutableArray<(string Path, long Start)> outputs, FrameSelection? frames)
    {
        var kinds = outputs.Select(output => KindOf(parsed, output.Path)).ToList();
        foreach (var option in (Option[])[codec, opAtom, rate])
            if (parsed.GetResult(option) is { Implicit: false } && !kinds.Any(MovieKinds.IsMovie)) throw new CommandException(ExitCode.Usage, $"{option.Name} is for movies, and none is written. Name one .mov, .mxf or .mp4.");
        var author = parsed.GetValue(writeAmf) is { } who ? AuthorOf(who) : null;
        var made = outputs.Select((output, i) => Output(parsed, output.Path, output.Start, kinds[i], kinds))
            .Select(output => output with { WriteAmf = output is { File.Kind: "exr", Use: AmfUse.Plates } ? author : null }).ToImmutableArray();
        if (author is not null && made.All(output => output.WriteAmf is null)) throw new CommandException(ExitCode.Usage, "--write-amf is for OpenEXR plates, and none is written.");
        var (kelvin, aside) = White(parsed);
        var into = FolderOf(outputs[0].Path);
        if (outputs.Any(output => FolderOf(output.Path) != into)) throw new CommandException(ExitCode.Usage, "All outputs of one run go into one folder.");
        if (!Directory.Exists(into)) throw new CommandException(ExitCode.NotFound, $"There is no folder '{into}'. Make it, or name another one.");
        return new()
        {
            Store = StoreUrl.ForFolder(folder),
            Clip = new() { Name = clip.Name, Kind = clip.Kind, Files = [.. clip.Files.Select(file => Path.GetRelativePath(folder, file.LocalPath!).Replace(Path.DirectorySeparatorChar, '/'))] },
            Frames = frames,
            Development = new()
            {
                Debayer = parsed.GetValue(debayer) ?? (made.Any(output => output.Use == AmfUse.Plates) ? DebayerQuality.Plate : DebayerQuality.Half),
                ExposureIndex = parsed.GetValue(index),
                WhiteBalance = kelvin,
                Tint = aside,
                From = parsed.GetValue(from),
            },
            Outputs = made,
            Target = StoreUrl.ForFolder(into),
            Threads = parsed.GetValue(threads) is { } count ? Positive(count, "--threads") : null,
            Memory = parsed.GetValue(memory) is { } gigabytes ? gigabytes is >= 0.1 and <= 4096 ? (long)(gigabytes * 1e9) : throw new CommandException(ExitCode.Usage, "--memory takes 0.1 to 4096 gigabytes.") : 2_000_000_000,
        };
    }

    private string KindOf(ParseResult parsed, string path)
    {
        var extension = Path.GetExtension(path);
        if (Kinds.TryGetValue(extension, out var kind)) return kind;
        if (!Movies.TryGetValue(extension, out var movie))
            throw new CommandException(ExitCode.Usage, $"'{Table.Visible(path)}' does not say what to write. Name it .exr, .dpx, .tif, .png or .jpg, or for a movie .mov, .mxf or .mp4.");
        if (parsed.GetValue(codec) is not { } named) return movie;
        return MovieKinds.IsMovie(named) ? named : throw new CommandException(ExitCode.Usage, $"There is no codec '{Table.Visible(named)}'. It can be {string.Join(", ", MovieKinds.Names)}.");
    }

    private FrameOutputRequest Output(ParseResult parsed, string path, long start, string kind, List<string> kinds)
    {
        // What is said of OpenEXR, or of frames, is not meant for a movie beside them.
        var isMovie = MovieKinds.IsMovie(kind);
        var isBeside = isMovie && !kinds.TrueForAll(MovieKinds.IsMovie);
        var isWork = parsed.GetValue(use) is { } said ? said == AmfUse.Plates : kind is "exr" or "dpx";
        return new()
        {
            Name = Path.GetFileName(path),
            Start = start,
            File = new()
            {
                Kind = kind,
                Compression = isBeside ? null : parsed.GetValue(compression),
                Bits = isBeside ? null : parsed.GetValue(bits),
                Strict = !isBeside && parsed.GetValue(strict),
                OpAtom = isMovie && Path.GetExtension(path).Equals(".mxf", StringComparison.OrdinalIgnoreCase) && parsed.GetValue(opAtom),
                Rate = isMovie ? parsed.GetValue(rate) : null,
            },
            Use = isWork ? AmfUse.Plates : AmfUse.Proxies,
            To = parsed.GetValue(to),
            Amf = Document(parsed, amf),
            Extent = parsed.GetValue(extent),
            Framing = Framing(parsed),
            Turn = parsed.GetValue(turn) is not { } degrees ? null : degrees is 0 or 90 or 180 or 270 ? degrees : throw new CommandException(ExitCode.Usage, "--turn takes 0, 90, 180 or 270, clockwise."),
            BurnIn = Document(parsed, burnIn),
        };
    }

    private FramingRequest? Framing(ParseResult parsed)
    {
        var list = Document(parsed, fdl);
        var (width, height) = parsed.GetValue(size) is { } text ? Size(text) : ((int?)null, (int?)null);
        if (list is not null && width is not null) throw new CommandException(ExitCode.Usage, "--fdl and --size both say how to frame. Give one of them.");
        if (list is null)
        {
            foreach (var option in (Option<string>[])[templateFile, template, context, canvas, intent])
                if (parsed.GetValue(option) is not null) throw new CommandException(ExitCode.Usage, $"{option.Name} chooses within a framing decision list. Give the list with --fdl.");
            if (width is null) return null;
        }

        return new()
        {
            Fdl = list,
            TemplateFile = Document(parsed, templateFile),
            Template = parsed.GetValue(template),
            Context = parsed.GetValue(context),
            Canvas = parsed.GetValue(canvas),
            Intent = parsed.GetValue(intent),
            Width = width,
            Height = height,
            Filter = parsed.GetValue(filter) ?? ResampleFilter.Lanczos3,
        };
    }

    /// <summary>A person as <c>Name &lt;mail@example.com&gt;</c>.</summary>
    internal static PlateAuthor AuthorOf(string text)
    {
        var (open, at) = (text.IndexOf('<', StringComparison.Ordinal), text.IndexOf('@', StringComparison.Ordinal));
        var (name, mail) = open > 0 && text.EndsWith('>') ? (text[..open].Trim(), text[(open + 1)..^1].Trim()) : ("", "");
        return name.Length > 0 && at > open + 1 && at < text.Length - 2 && !mail.AsSpan().ContainsAny(' ', '<', '>') ? new(name, mail)
            : throw new CommandException(ExitCode.Usage, $"'{Table.Visible(text)}' does not say who writes the AMF. Write it as 'Name <mail@example.com>'.");
    }

    private static StoredDocument? Document(ParseResult parsed, Option<string> option)
    {
        if (parsed.GetValue(option) is not { } path) return null;
        if (!File.Exists(path)) throw new CommandException(ExitCode.NotFound, $"There is no file '{Table.Visible(path)}' ({option.Name}).");
        return new(StoreUrl.ForFolder(FolderOf(path)), Path.GetFileName(path));
    }

    private static (int?, int?) Size(string text)
    {
        var parts = text.Split('x', 'X', '×');
        return parts.Length == 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var width) && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var height)
            && width is >= 1 and <= 65535 && height is >= 1 and <= 65535
            ? (width, height)
            : throw new CommandException(ExitCode.Usage, $"'{Table.Visible(text)}' is no size. Write it as 1920x1080.");
    }

    private (double? Kelvin, double? Tint) White(ParseResult parsed)
    {
        var alone = parsed.GetValue(tint);
        if (parsed.GetValue(white) is not { } text) return (null, alone);
        var parts = text.Split(',');
        if (parts.Length > 2 || !double.TryParse(parts[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var kelvin) || kelvin is not (>= 1000 and <= 50_000))
            throw new CommandException(ExitCode.Usage, $"'{Table.Visible(text)}' is no white. Write it in kelvin, as in {white.Name} 5600, or with a tint as in {white.Name} 5600,10.");
        if (parts.Length == 1) return (kelvin, alone);
        if (alone is not null) throw new CommandException(ExitCode.Usage, $"{white.Name} and {tint.Name} both say a tint. Give one of them.");
        return double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var aside) && Math.Abs(aside) <= 1000 ? (kelvin, aside)
            : throw new CommandException(ExitCode.Usage, $"'{Table.Visible(parts[1])}' is no tint. Write it as a number, as in {white.Name} 5600,10.");
    }

    private static int Positive(int count, string option) =>
        count is >= 1 and <= 4096 ? count : throw new CommandException(ExitCode.Usage, $"{option} takes 1 to 4096.");

    private static string FolderOf(string path) => Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";
}
