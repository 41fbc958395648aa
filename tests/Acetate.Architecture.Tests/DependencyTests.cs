namespace Acetate.Architecture.Tests;

/// <summary>Who may know whom. Arrows go down; the table is the architecture.</summary>
public sealed class DependencyTests
{
    /// <summary>Every source project and the projects it may refer to. ARCHITECTURE.md draws this table.</summary>
    private static readonly Dictionary<string, string> Allowed = new()
    {
        ["Acetate.Timing"] = "",
        ["Acetate.Hashing"] = "",
        ["Acetate.Cdl"] = "",
        ["Acetate.Amf"] = "Acetate.Cdl",
        ["Acetate.Edl"] = "Acetate.Timing Acetate.Cdl",
        ["Acetate.Cuts"] = "Acetate.Timing Acetate.Cdl Acetate.Edl Acetate.Otio Acetate.Aaf",
        ["Acetate.Fdl"] = "",
        ["Acetate.Mhl"] = "Acetate.Hashing",
        ["Acetate.Otio"] = "Acetate.Timing",
        ["Acetate.Aaf"] = "Acetate.Timing",
        ["Acetate.Imaging"] = "",
        ["Acetate.Media"] = "Acetate.Imaging Acetate.Timing Acetate.Aaf Acetate.Edl",
        ["Acetate.Storage"] = "",
        ["Acetate.Compute"] = "",
        ["Acetate.Steps"] = "Acetate.Compute Acetate.Storage Acetate.Media Acetate.Mhl Acetate.Fdl Acetate.Amf Acetate.Cuts",
        ["Acetate.Library"] = "Acetate.Storage Acetate.Timing Acetate.Cuts",
        ["Acetate.Tools"] = "Acetate.Library Acetate.Compute Acetate.Steps Acetate.Cuts",
        ["Acetate.Server"] = "Acetate.Tools",
        ["Acetate.Worker"] = "Acetate.Steps",
        ["Acetate.Cli"] = "Acetate.Tools",
    };

    private static IEnumerable<string> Projects =>
        Checkout.Files.Where(file => file.StartsWith("src/", StringComparison.Ordinal) && file.EndsWith(".csproj", StringComparison.Ordinal));

    [Fact]
    public void Every_project_refers_only_to_what_the_table_allows()
    {
        var broken =
            from project in Projects
            let name = Path.GetFileNameWithoutExtension(project)
            from reference in Checkout.References(project, "ProjectReference")
            where !Allowed.GetValueOrDefault(name, "").Split(' ').Contains(reference)
            select $"{project}: {name} must not refer to {reference}";

        Assert.Empty(broken);
    }

    [Fact]
    public void The_table_names_exactly_the_projects_there_are() =>
        Assert.Equal(Allowed.Keys.Order(), Projects.Select(project => Path.GetFileNameWithoutExtension(project)).Order());

    [Theory]
    [InlineData("Dapper", "Acetate.Library")]
    [InlineData("Npgsql", "Acetate.Library")]
    [InlineData("Microsoft.Data.Sqlite.Core", "Acetate.Library")]
    [InlineData("AWSSDK.S3", "Acetate.Storage")]
    [InlineData("System.CommandLine", "Acetate.Cli")]
    [InlineData("Microsoft.AspNetCore.OpenApi", "Acetate.Server")]
    public void Each_technology_stays_in_its_project(string package, string owner) =>
        Assert.Equal([owner], Projects.Where(project => Checkout.References(project, "PackageReference").Contains(package))
            .Select(project => Path.GetFileNameWithoutExtension(project)));

    [Fact]
    public void Only_a_Native_folder_knows_a_pointer()
    {
        var broken =
            from file in Checkout.Files
            where file.StartsWith("src/", StringComparison.Ordinal) && file.EndsWith(".cs", StringComparison.Ordinal)
            where !file.Contains("/Native/", StringComparison.Ordinal)
            where Checkout.Read(file) is var text && (text.Contains("[LibraryImport", StringComparison.Ordinal) || text.Contains("[DllImport", StringComparison.Ordinal))
            select $"{file}: native calls belong into the project's Native folder";

        Assert.Empty(broken);
    }

    [Fact]
    public void The_diagram_in_ARCHITECTURE_draws_the_table()
    {
        var missing =
            from project in Allowed
            from reference in project.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            let arrow = $"{project.Key["Acetate.".Length..]} --> {reference["Acetate.".Length..]}"
            where !Checkout.Read("ARCHITECTURE.md").Contains(arrow, StringComparison.Ordinal)
            select $"ARCHITECTURE.md lacks the line '  {arrow}'";

        Assert.Empty(missing);
    }
}
