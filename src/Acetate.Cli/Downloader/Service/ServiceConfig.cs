using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Acetate.Cli.Remote;
using Acetate.Library.Downloads;
using Acetate.Library.Rolls;
using Acetate.Tools.Downloader;

namespace Acetate.Cli.Downloader.Service;

/// <summary>What <c>acetate download serve</c> does, as a file says it. Unknown, doubled and missing members are refused with their line.</summary>
internal sealed record ServiceConfig
{
    /// <summary>The address of the status page when the file names none.</summary>
    public const string UsualListen = "127.0.0.1:5482";

    private const int LargestFile = 1 << 20;
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        MaxDepth = 8,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
    };

    /// <summary>The server, by its address.</summary>
    public required string Server { get; init; }

    /// <summary>The file that holds the token; null for <see cref="Token"/>, the credential <c>acetate-token</c> of systemd, or the environment.</summary>
    public string? TokenFile { get; init; }

    /// <summary>The token itself; then nobody but its owner may read the file.</summary>
    public string? Token { get; init; }

    /// <summary>The folder in which the service keeps its state; null for that of systemd, else the user's.</summary>
    public string? State { get; init; }

    /// <summary>The name under which the production sees this site; null for the name of the machine.</summary>
    public string? Site { get; init; }

    /// <summary>Where the status page is, on this machine alone: <c>127.0.0.1:5482</c>; <c>none</c> for no page.</summary>
    public string Listen { get; init; } = UsualListen;

    /// <summary>The time zone of the hours below, such as <c>Europe/Berlin</c>; null for that of the machine.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Seconds between two questions to the server, 1 to 3600.</summary>
    public double AskEverySeconds { get; init; } = 15;

    /// <summary>How much may be fetched at which hours; the first that holds the moment counts, and outside all of them there is no cap.</summary>
    public ImmutableArray<BandwidthHours> Bandwidth { get; init; } = [];

    /// <summary>What is fetched.</summary>
    public required ImmutableArray<StandingRule> Rules { get; init; }

    /// <summary>Reads and checks the file.</summary>
    /// <exception cref="CommandException">It cannot be read, others can read the token in it, or something in it is wrong; says where.</exception>
    public static ServiceConfig Load(string path)
    {
        var full = Path.GetFullPath(path);
        if (!File.Exists(full)) throw new CommandException(ExitCode.NotFound, $"There is no configuration {full}. docs/guide/download.md shows one.");
        if (new FileInfo(full).Length > LargestFile) throw new CommandException(ExitCode.BadInput, $"{full} is larger than a configuration can be (1 MiB).");
        var config = Parse(File.ReadAllText(full), full);
        if (config.Token is not null && !OperatingSystem.IsWindows() && (File.GetUnixFileMode(full) & (UnixFileMode)0b000_111_111) != 0)
            throw new CommandException(ExitCode.NotPermitted, $"{full} holds a token and can be read by others. Make it yours alone (chmod 600 {full}), or put the token into a file of its own and name that as 'tokenFile'.");
        return config;
    }

    /// <summary>Reads and checks a text.</summary>
    /// <exception cref="CommandException">Something in it is wrong.</exception>
    public static ServiceConfig Parse(string text, string name)
    {
        ServiceConfig config;
        try
        {
            config = JsonSerializer.Deserialize<ServiceConfig>(text, Strict) ?? throw new CommandException(ExitCode.BadInput, $"{name} holds null where a configuration is needed.");
        }
        catch (JsonException problem)
        {
            throw new CommandException(ExitCode.BadInput, Words(problem, name));
        }

        config.Check(name);
        return config;
    }

    /// <summary>The zone in which the hours stand.</summary>
    public TimeZoneInfo Zone => TimeZone is null ? TimeZoneInfo.Local : TimeZoneInfo.FindSystemTimeZoneById(TimeZone);

    /// <summary>Where the page listens; null for nowhere.</summary>
    public IPEndPoint? Page => Listen == "none" ? null : IPEndPoint.Parse(Listen);

    private void Check(string name)
    {
        CommandException Wrong(string what) => new(ExitCode.BadInput, $"{name}: {what}");
        ServerCalls.Parse(Server);
        if (Token is not null && TokenFile is not null) throw Wrong("'token' and 'tokenFile' exclude each other. Keep 'tokenFile'.");
        if (Token is "" || Token?.AsSpan().ContainsAnyExceptInRange('!', '~') == true) throw Wrong("'token' must hold one token and nothing else.");
        if (Site is { } site && SiteName.WhyNot(site.Trim()) is { } odd) throw Wrong($"'site': {odd}");
        if (Listen != "none" && !(IPEndPoint.TryParse(Listen, out var at) && IPAddress.IsLoopback(at.Address) && at.Port > 0))
            throw Wrong($"'listen' is an address of this machine alone with a port, such as {UsualListen} or [::1]:5482, or none; not '{Listen}'. From elsewhere the page is reached through ssh -L.");
        if (TimeZone is not null && !TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out _)) throw Wrong($"'timeZone' is '{TimeZone}', which this machine does not know. Write one such as Europe/Berlin.");
        if (AskEverySeconds is not (>= 1 and <= 3600)) throw Wrong("'askEverySeconds' is 1 to 3600.");
        for (var i = 0; i < Bandwidth.Length; i++)
            if (Bandwidth[i].WhyNot() is { } wrong) throw Wrong($"bandwidth[{i}]: {wrong}");
        if (Rules.IsDefaultOrEmpty) throw Wrong("'rules' is empty: there is nothing to fetch.");
        for (var i = 0; i < Rules.Length; i++)
            if (Rules[i].WhyNot() is { } wrong) throw Wrong($"rules[{i}] ('{Rules[i].Name}'): {wrong}");
        if (Rules.GroupBy(rule => rule.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } twice) throw Wrong($"two rules are called '{twice.Key}'. Names tell rules apart on the status page.");
        if (Rules.GroupBy(rule => rule.Root, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Select(rule => rule.Layout).Distinct().Count() > 1) is { } mixed)
            throw Wrong($"two rules fetch into {mixed.Key} with different layouts: a roll that both want would have two places. Give them one layout, or two folders.");
        if (Rules.GroupBy(rule => rule.Root, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Select(rule => rule.Show is null).Distinct().Count() > 1) is { } both)
            throw Wrong($"{both.Key} takes rolls of a show and folders of a workspace: one could come to lie within another. Give them two folders beside each other.");
        // A root within another would see the other's notes and folders as its own.
        var roots = Rules.Select(rule => rule.Root).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        foreach (var inner in roots)
            if (roots.Find(outer => outer != inner && inner.StartsWith(outer.TrimEnd('/') + "/", StringComparison.OrdinalIgnoreCase)) is { } outer)
                throw Wrong($"the folder {inner} lies in {outer}, which another rule fetches into. Use the same folder for both, or two beside each other.");
    }

    private static string Words(JsonException problem, string name)
    {
        var place = $"{name}{(problem.LineNumber is { } line ? $", line {line + 1}" : "")}{(problem.Path is { Length: > 2 } path ? $", {path[2..]}" : "")}";
        if (problem.Message.Contains("could not be mapped", StringComparison.Ordinal))
        {
            var (known, member) = (problem.Message.Contains(nameof(StandingRule), StringComparison.Ordinal) ? typeof(StandingRule) : problem.Message.Contains(nameof(ArrivalHook), StringComparison.Ordinal) ? typeof(ArrivalHook)
                : problem.Message.Contains(nameof(BandwidthHours), StringComparison.Ordinal) ? typeof(BandwidthHours) : typeof(ServiceConfig), problem.Path?.Split('.')[^1] ?? "");
            var names = known.GetProperties().Where(p => p.SetMethod is not null && p.GetCustomAttributes(typeof(JsonIgnoreAttribute), false).Length == 0).Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name)).Order(StringComparer.Ordinal);
            return $"{place}: '{Table.Visible(member)}' is not known here. Known are {string.Join(", ", names)}.";
        }

        var said = problem.Message.Split(" Path:")[0].Replace("JSON deserialization for type 'Acetate.Cli.Downloader.Service.", "the ", StringComparison.Ordinal).TrimEnd('.');
        return $"{place}: {said}. docs/guide/download.md shows a configuration with every member.";
    }
}

/// <summary>A standing rule: what is fetched as soon as it is offered, and where to.</summary>
internal sealed record StandingRule
{
    /// <summary>What it is called on the status page.</summary>
    public required string Name { get; init; }

    /// <summary>The show; null for a workspace.</summary>
    public string? Show { get; init; }

    /// <summary>The workspace whose folders are fetched; null for rolls.</summary>
    public string? Workspace { get; init; }

    /// <summary>Only rolls of these units; empty for all.</summary>
    public ImmutableArray<string> Units { get; init; } = [];

    /// <summary>Only rolls of this shoot day; null for all.</summary>
    public DateOnly? Day { get; init; }

    /// <summary>Only rolls of these kinds; empty for all.</summary>
    public ImmutableArray<RollKind> Kinds { get; init; } = [];

    /// <summary>Only rolls with clips of these cameras; empty for all.</summary>
    public ImmutableArray<string> Cameras { get; init; } = [];

    /// <summary>What of each roll.</summary>
    public ImmutableArray<DownloadAsset> What { get; init; } = [DownloadAsset.Originals];

    /// <summary>The full path of the folder to fetch into.</summary>
    public required string To { get; init; }

    /// <summary>Where rolls lie in it.</summary>
    public string Layout { get; init; } = DownloadLayout.Usual;

    /// <summary>Gigabytes that stay free on its disk.</summary>
    public double ReserveGigabytes { get; init; } = 10;

    /// <summary>A program that runs after each roll; null for none.</summary>
    public ArrivalHook? Hook { get; init; }

    /// <summary>The folder, without a separator at its end.</summary>
    [JsonIgnore]
    public string Root => Path.TrimEndingDirectorySeparator(Path.GetFullPath(To));

    /// <summary>The rule as a wish.</summary>
    public DownloadWish Wish(string site) => new()
    {
        Show = Show,
        Workspace = Workspace,
        Filter = new DownloadFilter { Units = Units, Day = Day, Kinds = Kinds, Cameras = Cameras },
        Assets = [.. What.Order().Distinct()],
        Root = Root,
        Layout = DownloadLayout.TryParse(Layout, out _)!,
        Reserve = (long)(ReserveGigabytes * 1e9),
        Site = site,
    };

    /// <summary>The rule in words: what a second person agrees to.</summary>
    public string Words()
    {
        if (Workspace is not null) return $"folders of workspace {Workspace}";
        return $"{string.Join(" and ", What.Select(Library.KebabCase.Of))} of {Show}{Wish("").Filter.Words}";
    }

    /// <summary>What is wrong with it, or null.</summary>
    public string? WhyNot()
    {
        if (Name.Trim().Length is 0 or > 100 || Name.Any(char.IsControl)) return "'name' has 1 to 100 characters.";
        if (Show is null == Workspace is null) return "name either 'show' or 'workspace'.";
        if (Workspace is not null && (Units.Length + Kinds.Length + Cameras.Length > 0 || Day is not null)) return "'units', 'day', 'kinds' and 'cameras' choose among rolls of a show; a workspace has folders.";
        if (What.IsDefaultOrEmpty) return "'what' is empty. Write originals, sidecars or proxies.";
        if (!Path.IsPathFullyQualified(To) || To.Any(char.IsControl)) return $"'to' is '{Table.Visible(To)}', and must be a full path: a service has no folder of its own.";
        if (DownloadLayout.TryParse(Layout, out var reason) is null) return $"'layout': {reason}";
        if (ReserveGigabytes is not (>= 0 and <= 1e9)) return "'reserveGigabytes' is 0 or more.";
        return Hook?.WhyNot();
    }
}
