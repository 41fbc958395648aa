using System.Text.Json;
using Acetate.Cli;
using Acetate.Tools.Tests.Pulls.Delivery;

namespace Acetate.Tools.Tests.Cli;

/// <summary><c>acetate check-delivery</c> as a vendor uses it.</summary>
public sealed class CheckDeliveryCommandTests : IDisposable
{
    private readonly DeliveredSample sample = new();

    public void Dispose() => sample.Dispose();

    [Fact]
    public async Task A_package_that_is_fine_ends_with_0_and_says_what_was_checked()
    {
        await sample.SealAsync();

        var (code, output, error) = await DemoCommandTests.RunAsync("check-delivery", sample.Folder);

        Assert.Equal((ExitCode.Done, ""), (code, error));
        var lines = output.TrimEnd().Split('\n').Select(line => line.TrimEnd()).ToList();
        Assert.Equal("film_north_0002   vfx pull 2 of film for north, made 2026-05-11 18:30:00 UTC by Acetate 1.0.0", lines[0]);
        Assert.Equal("  plates    2, 6 frames", lines[2]);
        Assert.Matches("^  sealed    1[0-9] files as sealed, 0 not; 1 generation$", lines[3]);
        Assert.Equal("Nothing is wrong.", lines[4]);
    }

    [Fact]
    public async Task What_is_wrong_comes_first_and_ends_with_1()
    {
        await sample.SealAsync();
        File.Delete(sample.At(DeliveredSample.FrameAt(994)));

        var (code, output, _) = await DemoCommandTests.RunAsync("check-delivery", sample.Folder);

        Assert.Equal(ExitCode.Found, code);
        Assert.StartsWith($"error    {DeliveredSample.FrameAt(994)}: Frame 994 of film_010 PL01 v001 is not there. Have what is missing sent again.", output, StringComparison.Ordinal);
        Assert.EndsWith("1 error, 0 warnings. Do not work with what is named above before it is mended.", output.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Warnings_count_when_strict()
    {
        sample.Write("documents/note\u0301.txt", "x"u8);
        await sample.SealAsync();

        Assert.Equal(ExitCode.Done, (await DemoCommandTests.RunAsync("check-delivery", sample.Folder)).Code);
        Assert.Equal(ExitCode.Found, (await DemoCommandTests.RunAsync("check-delivery", sample.Folder, "--strict")).Code);
    }

    [Fact]
    public async Task Json_has_everything_on_standard_output()
    {
        await sample.SealAsync();
        sample.Write("more.txt", "x"u8);

        var (code, output, _) = await DemoCommandTests.RunAsync("check-delivery", sample.Folder, "--json", "--deep");

        using var json = JsonDocument.Parse(output);
        Assert.Equal((ExitCode.Found, "failed"), (code, json.RootElement.GetProperty("verdict").GetString()));
        var problem = Assert.Single(json.RootElement.GetProperty("problems").EnumerateArray());
        Assert.Equal(("error", "unlisted", "more.txt"), (problem.GetProperty("severity").GetString(), problem.GetProperty("code").GetString(), problem.GetProperty("path").GetString()));
        Assert.NotEmpty(problem.GetProperty("message").GetString()!);
        Assert.NotEmpty(problem.GetProperty("advice").GetString()!);
        Assert.Equal("vfx", json.RootElement.GetProperty("package").GetProperty("kind").GetString());
        Assert.Equal(4, json.RootElement.GetProperty("plates")[0].GetProperty("frames").GetInt32());
    }

    [Fact]
    public async Task A_folder_without_a_package_or_above_one_is_3_and_says_which_to_name()
    {
        var empty = Directory.CreateDirectory(Path.Join(Path.GetDirectoryName(sample.Folder), "empty", "er")).FullName;

        var none = await DemoCommandTests.RunAsync("check-delivery", empty);
        var above = await DemoCommandTests.RunAsync("check-delivery", Path.GetDirectoryName(sample.Folder)!);

        Assert.Equal((ExitCode.BadInput, ExitCode.BadInput), (none.Code, above.Code));
        Assert.Contains("error    There is nothing here that could be checked", none.Output, StringComparison.Ordinal);
        Assert.Contains("Check it by naming its own folder.", above.Output, StringComparison.Ordinal);
        Assert.All([none.Output, above.Output], output => Assert.EndsWith("This says nothing about a package.", output.TrimEnd(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_4_and_a_file_is_3()
    {
        var gone = await DemoCommandTests.RunAsync("check-delivery", sample.At("nowhere"));
        var file = await DemoCommandTests.RunAsync("check-delivery", sample.At("package.json"));

        Assert.Equal((ExitCode.NotFound, ExitCode.BadInput), (gone.Code, file.Code));
        Assert.Contains("is a file", file.Error, StringComparison.Ordinal);
        Assert.Equal("", gone.Output + file.Output);
    }

    [Fact]
    public async Task A_name_cannot_forge_a_line_of_the_report()
    {
        await sample.SealAsync();
        sample.Write("x\nNothing is wrong.\u001b[2J.txt", "x"u8);

        var (code, output, _) = await DemoCommandTests.RunAsync("check-delivery", sample.Folder);

        Assert.Equal(ExitCode.Found, code);
        Assert.DoesNotContain(output.Split('\n'), line => line.StartsWith("Nothing is wrong", StringComparison.Ordinal));
        Assert.DoesNotContain("\u001b", output, StringComparison.Ordinal);
    }
}
