using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Acetate.Cli.Ingest;
using Acetate.Cli.Media;
using Acetate.Cli.Remote;
using Acetate.Timing;
using Acetate.Tools.Pulls;
using Acetate.Tools.Pulls.Work;

namespace Acetate.Cli.Pulls;

/// <summary>What orders of plates and of originals have in common on the command line.</summary>
internal sealed class PullOptions
{
    private const long LargestDocument = 16 << 20, LargestDocuments = 64 << 20, LargestCut = 24 << 20;

    private readonly Option<string?> rate = new("--rate") { Description = "The rate of a list that does not say its own, as EDLs never do. Default: the show's, else the one that all its clips have, else 24", HelpName = "RATE" };
    private readonly Option<string?> timeline = new("--cut") { Description = "The cut to take from a file that holds several.", HelpName = "NAME" };
    private readonly Option<string[]> with = new("--with") { Description = "A file, or a folder of files, that says how clips are to be seen: AMF, FDL, CDL, LUT, stills of the dailies. One that is named after a clip, roll, shot or plate belongs to it, the only one of its kind to all. May be repeated.", HelpName = "PATH" };
    private readonly Option<string?> author = new("--author") { Description = "Who is named in AMFs, as 'Name <mail@example.com>'. Default: you, without an address", HelpName = "PERSON" };
    private readonly Option<DateTimeOffset?> at = new("--at") { Description = "The moment that everything in the package carries. The same order at the same moment gives the same bytes. Default: now", HelpName = "TIME" };
    private readonly Option<CoreHourPrice?> coreHour = new("--core-hour") { Description = "What a core-hour costs, as 0.08EUR: the estimate says what the pull costs. Default: nothing is said of money", HelpName = "PRICE", CustomParser = PriceOf };
    private readonly Option<bool> withoutShow = new("--without-show") { Description = "Leave the show's own looks, framing and names out: only what is said here holds." };
    private readonly Option<bool> plan = new("--plan") { Description = "Plan and estimate only; 'acetate pull approve' makes it later." };
    private readonly Option<bool> yes = new("--yes", "-y") { Description = "Approve without asking. A list that was not read whole, or perhaps at another rate than it means, stays planned all the same." };

    /// <summary>Where the library is.</summary>
    public LibraryChoice Choice { get; } = new();

    /// <summary>The show.</summary>
    public Option<string> Show { get; } = IngestSettings.Show();

    /// <summary>Whether one JSON document is printed.</summary>
    public Option<bool> Json { get; } = IngestSettings.Json();

    /// <summary>Adds the options to a command.</summary>
    public Command On(Command command)
    {
        foreach (var option in (Option[])[Show, rate, timeline, with, author, at, coreHour, withoutShow, plan, yes, Json]) command.Options.Add(option);
        return Choice.On(command);
    }

    /// <summary>Whether nothing is made yet.</summary>
    public bool IsPlanOnly(ParseResult parsed) => parsed.GetValue(plan);

    /// <summary>Whether it is approved without asking.</summary>
    public bool IsApproved(ParseResult parsed) => parsed.GetValue(yes);

    /// <summary>What a core-hour costs; null where it is not said.</summary>
    public CoreHourPrice? CoreHour(ParseResult parsed) => parsed.GetValue(coreHour);

    /// <summary>Gives an order what all orders have.</summary>
    public TOrder Filled<TOrder>(ParseResult parsed, TOrder order)
        where TOrder : PullOrder => order with
        {
            Rate = Rate(parsed.GetValue(rate)),
            Timeline = parsed.GetValue(timeline),
            Documents = Documents(parsed.GetValue(with) ?? []),
            Author = parsed.GetValue(author) is { } text ? RenderOptions.AuthorOf(text) : null,
            WithoutShow = parsed.GetValue(withoutShow),
            At = parsed.GetValue(at)?.ToUniversalTime(),
        };

    /// <summary>Reads the file of a cut.</summary>
    public static async Task<ImmutableArray<byte>> CutAsync(string path, CancellationToken cancellationToken)
    {
        if (Directory.Exists(path)) throw new CommandException(ExitCode.BadInput, $"'{Table.Visible(path)}' is a folder. Name the file of the cut.");
        var file = new FileInfo(path);
        if (!file.Exists) throw new CommandException(ExitCode.NotFound, $"There is no file '{Table.Visible(path)}'.");
        if (file.Length > LargestCut) throw new CommandException(ExitCode.BadInput, $"'{Table.Visible(path)}' has {file.Length / 1e6:N0} MB; a cut has 24 MB at most here.");
        return [.. await File.ReadAllBytesAsync(path, cancellationToken)];
    }

    /// <summary>Frames of handles: <c>8</c>, or before and after as <c>8,12</c>.</summary>
    public static (int Head, int Tail) Handles(string text)
    {
        var parts = text.Split(',');
        return parts.Length is 1 or 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var head) && int.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var tail) && head <= 10_000 && tail <= 10_000
            ? (head, tail)
            : throw new CommandException(ExitCode.Usage, $"'{Table.Visible(text)}' says no handles. Write frames, as in --handles 8, or before and after, as in --handles 8,12.");
    }

    private static string? Rate(string? text) => text is null || FrameRate.TryParse(text, out _, out var reason) ? text : throw new CommandException(ExitCode.Usage, reason);

    private static CoreHourPrice? PriceOf(System.CommandLine.Parsing.ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        var digits = text.TakeWhile(letter => char.IsAsciiDigit(letter) || letter == '.').Count();
        if (digits > 0 && decimal.TryParse(text.AsSpan(0, digits), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) && text[digits..].Trim() is { Length: >= 1 and <= 8 } currency && currency.All(char.IsLetter))
            return new(amount, currency);
        result.AddError($"'{Table.Visible(text)}' is no price of a core-hour. Write an amount and a currency, as in --core-hour 0.08EUR.");
        return null;
    }

    private static ImmutableArray<PullDocument> Documents(string[] paths)
    {
        var documents = ImmutableArray.CreateBuilder<PullDocument>();
        var total = 0L;
        foreach (var path in paths.SelectMany(Files))
        {
            var (name, length) = (Path.GetFileName(path), new FileInfo(path).Length);
            if (length > LargestDocument || (total += length) > LargestDocuments)
                throw new CommandException(ExitCode.BadInput, $"'{Table.Visible(path)}' is too much: a document has 16 MB at most, all together 64 MB.");
            if (documents.Any(known => known.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
                throw new CommandException(ExitCode.Usage, $"Two documents are named '{Table.Visible(name)}'. Give one of them another name.");
            documents.Add(new(name, File.ReadAllBytes(path)));
        }

        return documents.ToImmutable();
    }

    private static IEnumerable<string> Files(string path) =>
        Directory.Exists(path) ? Directory.EnumerateFiles(path).Where(file => !Path.GetFileName(file).StartsWith('.')).Order(StringComparer.Ordinal)
        : File.Exists(path) ? [path]
        : throw new CommandException(ExitCode.NotFound, $"There is no file or folder '{Table.Visible(path)}' (--with).");
}
