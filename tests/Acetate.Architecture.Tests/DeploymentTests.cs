using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Acetate.Architecture.Tests;

/// <summary>What <c>deploy/</c> names has to be there: variables, options and images by the names that the programs know.</summary>
public sealed partial class DeploymentTests
{
    private static IEnumerable<string> Manifests => Checkout.Files.Where(file => file.StartsWith("deploy/", StringComparison.Ordinal) && Path.GetExtension(file) is ".yaml" or ".json" or ".service");

    [Fact]
    public void Every_variable_that_a_manifest_sets_is_one_that_a_program_reads()
    {
        var programs = string.Concat(Checkout.Files.Where(file => file.StartsWith("src/", StringComparison.Ordinal) && file.EndsWith(".cs", StringComparison.Ordinal)).Select(Checkout.Read));
        var named = Manifests.SelectMany(file => Setting().Matches(Checkout.Read(file)).Select(match => match.Groups[1].Value)).Where(name => name != "ACETATE_POSTGRES_IMAGE").ToHashSet();

        Assert.Contains("ACETATE_DATABASE", named);
        Assert.DoesNotContain(named, name => !programs.Contains($"\"{name}\"", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_image_that_a_manifest_names_is_built_and_of_this_version()
    {
        var version = Version().Match(Checkout.Read("Directory.Build.props")).Groups[1].Value;
        var images = Manifests.Append("deploy/slurm/worker-in-container").SelectMany(file => Image().Matches(Checkout.Read(file)).Select(match => match.Value)).ToHashSet();

        Assert.NotEmpty(images);
        Assert.Empty(images.Except([$"localhost/acetate-server:{version}", $"localhost/acetate-worker:{version}", $"localhost/acetate-cli:{version}"]));
    }

    [Fact]
    public void Every_option_that_a_manifest_gives_the_server_is_one_of_its_options()
    {
        var options = Checkout.Read("src/Acetate.Server/Hosting/ServerOptions.cs");
        var given = ((string[])["deploy/compose.yaml", "deploy/kubernetes/server.yaml", "deploy/systemd/acetate-server.service"])
            .SelectMany(file => Checkout.Read(file).Split('\n').Where(line => line.Contains("command: [--", StringComparison.Ordinal) || line.Contains("args: [--", StringComparison.Ordinal) || line.StartsWith("ExecStart=", StringComparison.Ordinal)))
            .SelectMany(line => Option().Matches(line).Select(match => match.Value)).ToHashSet();

        Assert.Contains("--listen", given);
        Assert.DoesNotContain(given, option => !options.Contains($"\"{option}\"", StringComparison.Ordinal));
    }

    [Fact]
    public void The_unit_is_right_as_systemd_reads_it()
    {
        if (!File.Exists("/usr/bin/systemd-analyze")) Assert.Skip("systemd-analyze is not installed.");
        var folder = Directory.CreateTempSubdirectory("acetate-unit-");
        try
        {
            // A program that is there: what is checked is the unit.
            var unit = Path.Join(folder.FullName, "acetate-server.service");
            File.WriteAllText(unit, Checkout.Read("deploy/systemd/acetate-server.service").Replace("ExecStart=/opt/acetate/acetate-server", "ExecStart=/bin/true", StringComparison.Ordinal));
            using var verify = Process.Start(new ProcessStartInfo("/usr/bin/systemd-analyze", ["verify", unit]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            var said = verify.StandardError.ReadToEnd();
            verify.WaitForExit();

            Assert.DoesNotContain("acetate-server.service", said, StringComparison.Ordinal);
            Assert.Equal(0, verify.ExitCode);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [GeneratedRegex(@"\b(ACETATE_[A-Z0-9_]+)\b")]
    private static partial Regex Setting();

    [GeneratedRegex("localhost/acetate-[a-z]+:[0-9A-Za-z._-]+")]
    private static partial Regex Image();

    [GeneratedRegex("<Version>(.*)</Version>")]
    private static partial Regex Version();

    [GeneratedRegex("--[a-z-]+")]
    private static partial Regex Option();
}
