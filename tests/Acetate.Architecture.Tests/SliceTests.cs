using System.Text.RegularExpressions;

namespace Acetate.Architecture.Tests;

/// <summary>The tools are slices: they meet in the library and never call each other.</summary>
public sealed partial class SliceTests
{
    private static readonly string[] Tools =
        ["Ingest", "Workspaces", "Dailies", "Workstations", "VfxPulls", "ConformPulls", "Downloader", "Returns"];

    [Fact]
    public void A_tool_never_uses_another_tool()
    {
        var broken =
            from file in Checkout.Files
            where file.EndsWith(".cs", StringComparison.Ordinal)
            let slice = Tools.FirstOrDefault(tool => file.StartsWith($"src/Acetate.Tools/{tool}/", StringComparison.Ordinal))
            where slice is not null
            from Match use in ToolNamespace().Matches(Checkout.Read(file))
            where Tools.Contains(use.Groups[1].Value) && use.Groups[1].Value != slice
            select $"{file}: {slice} must not use {use.Groups[1].Value}; let them meet in the library";

        Assert.Empty(broken);
    }

    [Fact]
    public void Nothing_below_the_tools_knows_a_tool()
    {
        var broken =
            from file in Checkout.Files
            where file.EndsWith(".cs", StringComparison.Ordinal) && file.StartsWith("src/", StringComparison.Ordinal)
            where !file.StartsWith("src/Acetate.Tools/", StringComparison.Ordinal)
                && !file.StartsWith("src/Acetate.Server/", StringComparison.Ordinal)
                && !file.StartsWith("src/Acetate.Cli/", StringComparison.Ordinal)
            where ToolNamespace().IsMatch(Checkout.Read(file))
            select $"{file}: must not know Acetate.Tools";

        Assert.Empty(broken);
    }

    [Fact]
    public void Only_the_server_knows_HTTP_hosting()
    {
        var broken =
            from file in Checkout.Files
            where file.EndsWith(".cs", StringComparison.Ordinal) && file.StartsWith("src/", StringComparison.Ordinal)
            where !file.StartsWith("src/Acetate.Server/", StringComparison.Ordinal)
            where Checkout.Read(file).Contains("using Microsoft.AspNetCore", StringComparison.Ordinal)
            select $"{file}: endpoints belong into Acetate.Server";

        Assert.Empty(broken);
    }

    [GeneratedRegex(@"Acetate\.Tools\.(\w+)")]
    private static partial Regex ToolNamespace();
}
