using System.Diagnostics;
using Acetate.Cli;
using Acetate.Library;

namespace Acetate.Tools.Tests.Cli;

/// <summary>Whatever a user may not read or write ends with code 7, whichever command meets it.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class PermissionTests : IDisposable
{
    private const UnixFileMode Everybody = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private readonly TempFolder folder = new();

    public PermissionTests()
    {
        // Another user comes this way.
        File.SetUnixFileMode(Path.GetDirectoryName(folder.Path)!, Everybody);
        File.SetUnixFileMode(folder.Path, Everybody);
        folder.Write("card/A001/S001T001.WAV", 5_000);
        Directory.CreateDirectory(At("home"));
        File.SetUnixFileMode(At("home"), Everybody | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite);
        Directory.CreateDirectory(At("shut"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        folder.Write("locked.mov", 1_000);
        folder.Write("token", "act_x"u8);
        Directory.CreateDirectory(At("settings"));
        folder.Write("settings/" + LibraryOptions.SettingsFile, "{}"u8);
        foreach (var file in (string[])["locked.mov", "token", "settings/" + LibraryOptions.SettingsFile]) File.SetUnixFileMode(At(file), UnixFileMode.None);
    }

    public void Dispose()
    {
        File.SetUnixFileMode(At("shut"), Everybody);
        folder.Dispose();
    }

    [Theory]
    [InlineData("ingest IN/shut --show film --library IN/home/library --yes", "shut")]
    [InlineData("ingest IN/card --show film --library IN/shut/library --yes", "shut")]
    [InlineData("ingest IN/card --show film --library IN/shut --yes", "shut")]
    [InlineData("rolls list --library IN/shut", "shut")]
    [InlineData("rolls list --library IN/settings", LibraryOptions.SettingsFile)]
    [InlineData("users list --library IN/shut", "shut")]
    [InlineData("archive restore A001 --show film --to IN/shut", "shut")]
    [InlineData("rolls list --server http://127.0.0.1:9 --token-file IN/token", "token")]
    [InlineData("serve --library IN/shut --listen http://127.0.0.1:0", "shut")]
    [InlineData("inspect IN/locked.mov", "locked.mov")]
    [InlineData("proxy IN/locked.mov -o IN/home/a.mp4", "locked.mov")]
    [InlineData("mhl create IN/card", "card")]
    [InlineData("demo shoot IN/shut/day", "shut")]
    public async Task What_this_user_may_not_do_ends_with_the_code_for_it_and_names_the_place(string command, string named)
    {
        // A folder that everybody may read and nobody may write; of a card, one that nobody may read.
        File.SetUnixFileMode(At("shut"), command.StartsWith("ingest IN/shut", StringComparison.Ordinal) ? UnixFileMode.None : Everybody & ~UnixFileMode.UserWrite);

        var (code, error) = await RunAsync(command.Replace("IN", folder.Path, StringComparison.Ordinal).Split(' '));

        Assert.True(code == ExitCode.NotPermitted, $"{code}: {error}");
        Assert.Contains(named, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    private string At(string name) => Path.Join(folder.Path, name);

    // Root may do everything: as root the program runs as nobody.
    private async Task<(ExitCode Code, string Error)> RunAsync(string[] arguments)
    {
        string[] line = [Programs.Acetate, .. arguments];
        if (Environment.IsPrivilegedProcess)
        {
            Corpus.Program("setpriv");
            line = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--", .. line];
        }

        var info = new ProcessStartInfo(line[0], line[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in (string[])["HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "TMPDIR"]) info.Environment[name] = At("home");
        info.Environment.Remove("ACETATE_LIBRARY");
        using var process = Process.Start(info)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        await output;
        return ((ExitCode)process.ExitCode, await error);
    }
}
