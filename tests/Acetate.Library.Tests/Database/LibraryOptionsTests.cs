namespace Acetate.Library.Tests.Database;

public sealed class LibraryOptionsTests
{
    private readonly string home = TempFolder.NewPath();

    [Fact]
    public void Without_settings_everything_lies_in_the_home_folder()
    {
        var folder = Path.Join(home, "a folder#1%");

        var options = LibraryOptions.Load(folder, _ => null);

        Assert.Equal(Path.Join(folder, "library.db"), options.Database.File);
        Assert.Equal(Path.Join(folder, "store"), options.Store.LocalPath);
        Assert.Equal(Path.Join(folder, "archive"), options.Archive.LocalPath);
        Assert.Equal(Path.Join(folder, "derived"), options.Derived.LocalPath);
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public void Settings_name_the_stores_and_the_database()
    {
        File.WriteAllText(Path.Join(home, "password"), "pass word;'\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Path.Join(home, "password"), UnixFileMode.UserRead);
        var options = Load("""
            {
              // A comment.
              "store": "/raid/a#b", "derived": "file:///raid/film", "archive": "s3://film/a?endpoint=http://127.0.0.1:8000",
              "database": { "connectionString": "Host=db;Database=film;Username=dit", "passwordFile": "password", "schema": "film_1" },
              "server": { "port": 1 },
            }
            """);

        Assert.Equal("PostgreSQL db:5432/film schema film_1", options.Database.ToString());
        Assert.Equal("pass word;'", new Npgsql.NpgsqlConnectionStringBuilder(options.Database.ConnectionString).Password);
        Assert.Equal(("/raid/a#b", "/raid/film"), (options.Store.LocalPath, options.Derived.LocalPath));
        Assert.Equal("s3", options.Archive.Scheme);
        Assert.Equal(1, options.Settings!.Value.GetProperty("server").GetProperty("port").GetInt32());
    }

    [Theory]
    [InlineData("Host=db;Database=film;Username=dit;Password=verysecret", "PostgreSQL db:5432/film schema acetate")]
    [InlineData("postgresql://dit:verysecret@db.example:5433/film?sslmode=require", "PostgreSQL db.example:5433/film schema acetate")]
    [InlineData("sqlite:other.db", "SQLite {home}/other.db")]
    public void The_environment_goes_before_the_settings_and_its_password_is_never_shown(string variable, string shown)
    {
        var options = LibraryOptions.Load(home, name => name == "ACETATE_DATABASE" ? variable : null);

        Assert.Equal(shown.Replace("{home}", home, StringComparison.Ordinal), options.Database.ToString());
        Assert.DoesNotContain("verysecret", $"{options} {LibraryJson.Write(options.Database)}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "not valid JSON")]
    [InlineData("[]", "JSON object")]
    [InlineData("""{"store": "raid/film"}""", "\"store\"")]
    [InlineData("""{"store": "s3://key:verysecret@film/a"}""", "ACETATE_S3_SECRET_KEY")]
    [InlineData("""{"store": 1}""", "\"store\"")]
    [InlineData("""{"database": "x"}""", "\"database\"")]
    [InlineData("""{"database": {"conectionString": "x"}}""", "conectionString")]
    [InlineData("""{"database": {"file": 1}}""", "database.file")]
    [InlineData("""{"database": {"file": "a", "connectionString": "Host=a;Database=b"}}""", "keep one")]
    [InlineData("""{"database": {"connectionString": "Host=a;Database=b;Password=verysecret"}}""", "passwordFile")]
    [InlineData("""{"database": {"connectionString": "Host=a;verysecret"}}""", "not valid")]
    [InlineData("""{"database": {"connectionString": "Host=a"}}""", "not valid")]
    [InlineData("""{"database": {"connectionString": "Host=a;Database=b", "schema": "Film; DROP"}}""", "schema")]
    [InlineData("""{"database": {"connectionString": "Host=a;Database=b", "passwordFile": "nowhere"}}""", "nowhere")]
    public void Wrong_settings_are_named_with_a_way_out_and_without_their_secrets(string json, string names)
    {
        var refused = Assert.Throws<LibraryException>(() => Load(json));

        Assert.Equal(LibraryProblem.Settings, refused.Problem);
        Assert.Contains(names, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("verysecret", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_password_file_that_everybody_can_read_is_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such permissions.");
        var file = Path.Join(home, "password");
        File.WriteAllText(file, "x");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.OtherRead);

        var refused = Assert.Throws<LibraryException>(() => Load("""{"database": {"connectionString": "Host=a;Database=b", "passwordFile": "password"}}"""));

        Assert.Contains("chmod 600", refused.Message, StringComparison.Ordinal);
    }

    private LibraryOptions Load(string json)
    {
        File.WriteAllText(Path.Join(home, LibraryOptions.SettingsFile), json);
        return LibraryOptions.Load(home, _ => null);
    }
}
