using System.Data.Common;
using System.Text.Json;
using Npgsql;

namespace Acetate.Library.Database;

/// <summary>Which database holds a library. Its text form never shows a password.</summary>
public sealed record DatabaseOptions
{
    private static readonly string[] Known = ["file", "connectionString", "passwordFile", "schema"];

    private DatabaseOptions()
    {
    }

    /// <summary>The SQLite file; empty for PostgreSQL.</summary>
    public string File { get; private init; } = "";

    /// <summary>The schema that holds the library's tables in PostgreSQL; <c>acetate</c> unless said otherwise.</summary>
    public string Schema { get; private init; } = "acetate";

    /// <summary>How long opening or beginning may wait for a database that cannot be reached; 30 s unless said otherwise.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    internal string ConnectionString { get; private init; } = "";

    /// <summary>Whether this is PostgreSQL.</summary>
    public bool IsPostgres => File.Length == 0;

    /// <summary>A SQLite database.</summary>
    public static DatabaseOptions InFile(string file) => new() { File = Path.GetFullPath(file) };

    /// <summary>A PostgreSQL database.</summary>
    /// <param name="connectionString">Npgsql's <c>Host=…;Database=…</c> or a <c>postgresql://</c> URL.</param>
    /// <param name="schema">The schema for the tables: small letters, digits and underscores.</param>
    /// <exception cref="LibraryException">The connection string or the schema is wrong. The message never repeats it.</exception>
    public static DatabaseOptions Postgres(string connectionString, string schema = "acetate")
    {
        if (!IsSchemaName(schema))
            throw new LibraryException(LibraryProblem.Settings,
                "A database schema's name has 1 to 40 small letters, digits and underscores, and does not begin with a digit.");
        return new() { ConnectionString = ParsePostgres(connectionString).ConnectionString, Schema = schema };
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        if (!IsPostgres) return $"SQLite {File}";
        var settings = new NpgsqlConnectionStringBuilder(ConnectionString);
        return $"PostgreSQL {settings.Host}:{settings.Port}/{settings.Database} schema {Schema}";
    }

    internal static DatabaseOptions Load(string home, JsonElement? settings, string file, Func<string, string?> environment)
    {
        var section = settings is { } all && all.TryGetProperty("database", out var found) ? found : default;
        if (section.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Object))
            throw new LibraryException(LibraryProblem.Settings, $"\"database\" in {file} must be an object.");
        string? Text(string name)
        {
            if (section.ValueKind is JsonValueKind.Undefined || !section.TryGetProperty(name, out var value)) return null;
            return value.ValueKind is JsonValueKind.String
                ? value.GetString()
                : throw new LibraryException(LibraryProblem.Settings, $"\"database.{name}\" in {file} must be a text.");
        }

        if (section.ValueKind is JsonValueKind.Object)
            foreach (var property in section.EnumerateObject())
                if (!Known.Contains(property.Name))
                    throw new LibraryException(LibraryProblem.Settings,
                        $"\"database.{property.Name}\" in {file} is not a setting. There are: {string.Join(", ", Known)}.");

        var schema = Text("schema") ?? "acetate";
        var fromEnvironment = environment("ACETATE_DATABASE");
        if (fromEnvironment is { Length: > 0 })
            return fromEnvironment.StartsWith("sqlite:", StringComparison.Ordinal)
                ? InFile(Path.GetFullPath(fromEnvironment["sqlite:".Length..], home))
                : Postgres(fromEnvironment, schema);

        if (Text("connectionString") is not { } connectionString)
            return InFile(Path.GetFullPath(Text("file") ?? "library.db", home));
        if (Text("file") is not null)
            throw new LibraryException(LibraryProblem.Settings, $"\"database\" in {file} names both a file and a connection string: keep one.");
        var builder = ParsePostgres(connectionString);
        if (!string.IsNullOrEmpty(builder.Password))
            throw new LibraryException(LibraryProblem.Settings,
                $"\"database.connectionString\" in {file} holds a password. Put the password into a file that only you can read and name it "
                + "as \"passwordFile\", or give the whole connection string in the environment variable ACETATE_DATABASE.");
        if (Text("passwordFile") is { } passwordFile) builder.Password = SecretFile.Read(Path.GetFullPath(passwordFile, home), "password file");
        return Postgres(builder.ConnectionString, schema);
    }

    private static NpgsqlConnectionStringBuilder ParsePostgres(string text)
    {
        try
        {
            var builder = text.StartsWith("postgres://", StringComparison.Ordinal) || text.StartsWith("postgresql://", StringComparison.Ordinal)
                ? FromUrl(new Uri(text))
                : new NpgsqlConnectionStringBuilder(text);
            if (string.IsNullOrEmpty(builder.Host)) throw new ArgumentException("It names no host.");
            if (string.IsNullOrEmpty(builder.Database)) throw new ArgumentException("It names no database.");
            return builder;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException)
        {
            // The exception's message may repeat a part of the connection string, and so the password: it is not shown.
            throw new LibraryException(LibraryProblem.Settings,
                "The database connection string is not valid. It looks like 'Host=db.example;Database=acetate;Username=acetate' "
                + "or 'postgresql://acetate@db.example/acetate', or is 'sqlite:FILE'.");
        }
    }

    private static NpgsqlConnectionStringBuilder FromUrl(Uri url)
    {
        var user = url.UserInfo.Split(':', 2);
        var builder = new NpgsqlConnectionStringBuilder
        {
            Host = url.Host,
            Port = url.Port > 0 ? url.Port : 5432,
            Database = Uri.UnescapeDataString(url.AbsolutePath.TrimStart('/')),
        };
        if (user[0].Length > 0) builder.Username = Uri.UnescapeDataString(user[0]);
        if (user.Length > 1) builder.Password = Uri.UnescapeDataString(user[1]);
        foreach (var pair in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            var key = Uri.UnescapeDataString(parts[0]);
            ((DbConnectionStringBuilder)builder)[key == "sslmode" ? "SSL Mode" : key] = Uri.UnescapeDataString(parts.Length > 1 ? parts[1] : "");
        }

        return builder;
    }

    private static bool IsSchemaName(string name) =>
        name.Length is > 0 and <= 40 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_');
}
