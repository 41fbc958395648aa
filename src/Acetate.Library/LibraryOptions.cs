using System.Text.Json;
using Acetate.Library.Database;

namespace Acetate.Library;

/// <summary>Where a library lives: its home folder, its database and its four stores.</summary>
public sealed record LibraryOptions
{
    /// <summary>The file in the home folder that holds the settings.</summary>
    public const string SettingsFile = "acetate.json";

    /// <summary>The home folder: an absolute path.</summary>
    public required string Home { get; init; }

    /// <summary>The database.</summary>
    public required DatabaseOptions Database { get; init; }

    /// <summary>The store URL of copy 1.</summary>
    public required Uri Store { get; init; }

    /// <summary>The store URL of copy 2.</summary>
    public required Uri Archive { get; init; }

    /// <summary>The store URL of what can be made again: proxies, posters, strips.</summary>
    public required Uri Derived { get; init; }

    /// <summary>The store URL of workspaces: what people find that was made for them.</summary>
    public required Uri Workspaces { get; init; }

    /// <summary>The whole settings file, for the parts of Acetate that have a section of their own in it. Null without a file.</summary>
    public JsonElement? Settings { get; init; }

    /// <summary>The home folder that is used when none is named: <c>ACETATE_LIBRARY</c>, else <c>~/.local/share/acetate</c>.</summary>
    public static string DefaultHome() =>
        Environment.GetEnvironmentVariable("ACETATE_LIBRARY") is { Length: > 0 } named
            ? Path.GetFullPath(named)
            : Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "acetate");

    /// <summary>A library that keeps everything in one folder, whatever a settings file there says.</summary>
    public static LibraryOptions InFolder(string home)
    {
        home = Path.GetFullPath(home);
        return new LibraryOptions
        {
            Home = home,
            Database = DatabaseOptions.InFile(Path.Join(home, "library.db")),
            Store = FolderUrl(home, "store"),
            Archive = FolderUrl(home, "archive"),
            Derived = FolderUrl(home, "derived"),
            Workspaces = FolderUrl(home, "workspaces"),
        };
    }

    /// <summary>Reads the settings of a home folder; what <c>acetate.json</c> does not say has its default.</summary>
    /// <param name="home">The home folder; it need not exist yet.</param>
    /// <param name="environment">Looks an environment variable up; <see cref="Environment.GetEnvironmentVariable(string)"/> by default.</param>
    /// <exception cref="LibraryException">The settings cannot be read or are wrong.</exception>
    public static LibraryOptions Load(string home, Func<string, string?>? environment = null)
    {
        environment ??= Environment.GetEnvironmentVariable;
        var options = InFolder(home);
        var file = Path.Join(options.Home, SettingsFile);
        var settings = ReadSettings(file);
        if (settings is { } document)
        {
            options = options with
            {
                Settings = document,
                Store = UrlOf(document, "store", file) ?? options.Store,
                Archive = UrlOf(document, "archive", file) ?? options.Archive,
                Derived = UrlOf(document, "derived", file) ?? options.Derived,
                Workspaces = UrlOf(document, "workspaces", file) ?? options.Workspaces,
            };
        }

        return options with { Database = DatabaseOptions.Load(options.Home, settings, file, environment) };
    }

    /// <summary>The home folder and the database; the settings file may hold what is nobody's business.</summary>
    public override string ToString() => $"library {Home} ({Database})";

    private static JsonElement? ReadSettings(string file)
    {
        try
        {
            if (!File.Exists(file)) return null;
            using var document = JsonDocument.Parse(
                File.ReadAllBytes(file), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            if (document.RootElement.ValueKind is not JsonValueKind.Object)
                throw new LibraryException(LibraryProblem.Settings, $"{file} must hold a JSON object; it holds {document.RootElement.ValueKind}.");
            return document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new LibraryException(LibraryProblem.Settings, $"{file} is not valid JSON{(e.LineNumber is { } line ? $"; look at line {line + 1}" : "")}.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LibraryException(e is UnauthorizedAccessException ? LibraryProblem.NotPermitted : LibraryProblem.Settings, $"{file} cannot be read: {e.Message}", e);
        }
    }

    private static Uri? UrlOf(JsonElement settings, string name, string file)
    {
        if (!settings.TryGetProperty(name, out var value)) return null;
        var text = value.ValueKind is JsonValueKind.String ? value.GetString() : null;
        if (text is not null && Path.IsPathFullyQualified(text)) return FolderUrl(text, "");
        if (text is null || !Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is "http" or "https")
            throw new LibraryException(LibraryProblem.Settings,
                $"\"{name}\" in {file} must be a folder's full path, or a store URL such as file:///raid/film or s3://bucket/prefix?endpoint=http://host:port.");
        if (url.UserInfo.Length > 0)
            throw new LibraryException(LibraryProblem.Settings,
                $"\"{name}\" in {file} holds a password. Take it out and set ACETATE_S3_ACCESS_KEY and ACETATE_S3_SECRET_KEY instead.");
        return url;
    }

    private static Uri FolderUrl(string home, string folder)
    {
        // UriBuilder would read '%' and '#' in a folder's name as escapes and fragments.
        var escaped = string.Join('/', Path.Join(home, folder).TrimEnd(Path.DirectorySeparatorChar).Split(Path.DirectorySeparatorChar).Select(Uri.EscapeDataString));
        return new Uri($"file://{(escaped.StartsWith('/') ? "" : "/")}{escaped}");
    }
}
