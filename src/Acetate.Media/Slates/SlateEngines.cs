using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Acetate.Media.Native;

namespace Acetate.Media.Slates;

/// <summary>A word that text recognition found.</summary>
/// <param name="Page">The picture it is in, from 0.</param>
/// <param name="Text">The word.</param>
/// <param name="Confidence">0 to 1, by the engine's own measure.</param>
/// <param name="Left">Pixels from the left.</param>
/// <param name="Top">Pixels from the top.</param>
/// <param name="Right">Where it ends to the right.</param>
/// <param name="Bottom">Where it ends below.</param>
public sealed record SlateWord(int Page, string Text, double Confidence, double Left, double Top, double Right, double Bottom)
{
    /// <summary>Pixels across.</summary>
    public double Width => Right - Left;

    /// <summary>Pixels down.</summary>
    public double Height => Bottom - Top;

    /// <summary>Its middle from the left.</summary>
    public double X => (Left + Right) / 2;

    /// <summary>Its middle from the top.</summary>
    public double Y => (Top + Bottom) / 2;
}

/// <summary>A code that was found in a picture.</summary>
/// <param name="Page">The picture it is in, from 0.</param>
/// <param name="Format">Which kind: <c>QRCode</c>, <c>DataMatrix</c>.</param>
/// <param name="Text">What it says, cleaned.</param>
/// <param name="Left">Pixels from the left.</param>
/// <param name="Top">Pixels from the top.</param>
/// <param name="Right">Where it ends to the right.</param>
/// <param name="Bottom">Where it ends below.</param>
public sealed record SlateCode(int Page, string Format, string Text, double Left, double Top, double Right, double Bottom);

/// <summary>The programs that read text and codes: Tesseract and ZXing. Each runs as a child with a time limit and bounded output, on pictures that we wrote.</summary>
/// <param name="clock">For time limits.</param>
public sealed class SlateEngines(TimeProvider clock)
{
    private const string TextProgram = "tesseract", CodeProgram = "ZXingReader";

    private const int MostWords = 400, MostCodes = 16;

    /// <summary>How long one call may take: a handful of pictures is read in seconds.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Whether text can be read here.</summary>
    public static bool ReadsText => ChildProcess.Find(TextProgram) is not null;

    /// <summary>Whether codes can be read here.</summary>
    public static bool ReadsCodes => ChildProcess.Find(CodeProgram) is not null;

    /// <summary>What is missing to read slates, in a sentence with the way out; empty when nothing is.</summary>
    public static string Missing(bool readsText, bool readsCodes) => (readsText, readsCodes) switch
    {
        (true, true) => "",
        (false, false) => "Slates are not read here: neither Tesseract nor ZXing is installed on this worker. Install them (on Debian: apt install tesseract-ocr tesseract-ocr-eng zxing-cpp-tools), then have the dailies made again.",
        (false, true) => "Only codes of slates are read here, no text: Tesseract is not installed on this worker (on Debian: apt install tesseract-ocr tesseract-ocr-eng).",
        (true, false) => "Only text of slates is read here, no codes: ZXing is not installed on this worker (on Debian: apt install zxing-cpp-tools).",
    };

    /// <summary>The words in some pictures; none where the engine ran out of time or gave up.</summary>
    /// <param name="pictures">Files of pictures.</param>
    /// <param name="isLine">Whether each picture is one line of writing, and not a slate with words here and there.</param>
    /// <param name="folder">Where a list of them may be written.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ToolMissingException">Tesseract is not installed.</exception>
    public async Task<ImmutableArray<SlateWord>> WordsAsync(IReadOnlyList<string> pictures, bool isLine, string folder, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        if (pictures.Count == 0) return [];
        var list = Path.Join(folder, $"pages-{Guid.CreateVersion7():N}.txt");
        await File.WriteAllLinesAsync(list, pictures, cancellationToken).ConfigureAwait(false);
        var result = await new ChildProcess
        {
            Program = TextProgram,
            // Sparse text: words stand in cells, not in paragraphs. No list of allowed letters: with one, blanks are lost and neighbouring cells run together.
            Arguments = [list, "stdout", "-l", "eng", "--psm", isLine ? "7" : "11", "--dpi", "150", "tsv"],
            Reads = [list, .. pictures],
            Writes = [],
            TimeLimit = Limit,
            OutputLimit = 4 << 20,
            MemoryLimit = 4L << 30,
            Variables = ImmutableDictionary<string, string>.Empty.Add("OMP_THREAD_LIMIT", "1"),
        }.RunAsync(clock, cancellationToken).ConfigureAwait(false);
        return result.IsSuccess ? Words(result.Output) : [];
    }

    /// <summary>The codes in some pictures.</summary>
    /// <exception cref="ToolMissingException">ZXing is not installed.</exception>
    public async Task<ImmutableArray<SlateCode>> CodesAsync(IReadOnlyList<string> pictures, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        if (pictures.Count == 0) return [];
        var result = await new ChildProcess
        {
            Program = CodeProgram,
            Arguments = ["-escape", "-format", "QRCode,MicroQRCode,DataMatrix,Aztec", .. pictures],
            Reads = pictures,
            Writes = [],
            TimeLimit = Limit,
            OutputLimit = 1 << 20,
            MemoryLimit = 4L << 30,
        }.RunAsync(clock, cancellationToken).ConfigureAwait(false);
        return result.End == ChildEnd.Exited ? Codes(result.Output, pictures) : [];
    }

    /// <summary>Reads Tesseract's table: level, page, block, paragraph, line, word, left, top, width, height, confidence, text. Words have level 5.</summary>
    internal static ImmutableArray<SlateWord> Words(string table)
    {
        var words = ImmutableArray.CreateBuilder<SlateWord>();
        foreach (var line in table.Split('\n'))
        {
            if (words.Count >= MostWords * 8) break;
            if (line.Split('\t') is not ["5", var page, _, _, _, _, var left, var top, var width, var height, var confidence, var text]) continue;
            if (SlateText.Clean(text, 60) is not { Length: > 0 } clean) continue;
            if (Whole(page) is { } number and >= 1 && Whole(left) is { } x && Whole(top) is { } y && Whole(width) is { } across && Whole(height) is { } down
                && double.TryParse(confidence, NumberStyles.Float, CultureInfo.InvariantCulture, out var sure))
                words.Add(new(number - 1, clean, Math.Clamp(sure / 100, 0, 1), x, y, x + (double)across, y + (double)down));
        }

        return words.ToImmutable();

        static int? Whole(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
    }

    /// <summary>Reads what ZXing says: a group of lines for each code. What cannot be seen is written in angle brackets, so a code's text is one line and cannot pass for another.</summary>
    internal static ImmutableArray<SlateCode> Codes(string said, IReadOnlyList<string> pictures)
    {
        var codes = ImmutableArray.CreateBuilder<SlateCode>();
        var (page, text, format) = (pictures.Count == 1 ? 0 : -1, (string?)null, "");
        foreach (var line in said.Split('\n'))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0) continue;
            var value = line[(colon + 1)..].Trim();
            switch (line[..colon])
            {
                case "File":
                    (page, text) = (pictures.ToList().IndexOf(value), null);
                    break;
                case "Text":
                    text = Unescaped(value.Length >= 2 && value[0] == '"' && value[^1] == '"' ? value[1..^1] : value);
                    break;
                case "Format":
                    format = SlateText.Clean(value, 20);
                    break;
                case "Position" when text is not null && page >= 0 && codes.Count < MostCodes:
                    var points = value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(4).Select(Point).ToList();
                    codes.Add(new(page, format, SlateText.Clean(text), points.Min(point => point.X), points.Min(point => point.Y), points.Max(point => point.X), points.Max(point => point.Y)));
                    text = null;
                    break;
            }
        }

        return codes.ToImmutable();

        static (double X, double Y) Point(string text) => text.Split('x') is [var x, var y] && double.TryParse(x, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var left)
            && double.TryParse(y, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var top) ? (left, top) : (0, 0);
    }

    // A line feed between two fields is meant; any other sign in brackets is nothing to us.
    private static string Unescaped(string text) => new StringBuilder(text).Replace("<LF>", "\n").Replace("<CR>", "\n").Replace("<GS>", ";").ToString().Replace('\n', ';');
}
