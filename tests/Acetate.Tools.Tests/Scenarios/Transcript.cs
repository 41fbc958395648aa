using System.Text;
using System.Text.RegularExpressions;
using Acetate.Cli;

namespace Acetate.Tools.Tests.Scenarios;

/// <summary>Runs commands in this process and keeps what they print, with the temporary folder and moments taken out.</summary>
internal sealed partial class Transcript(string root)
{
    private readonly StringBuilder text = new();

    public string Text => text.ToString().TrimEnd();

    public async Task<string> RunAsync(string command, ExitCode expected = ExitCode.Done, bool isQuiet = false)
    {
        var arguments = command.Split(' ').Skip(1).Select(a => a.StartsWith('/') ? root + a : a).ToArray();
        var (output, error) = (new StringWriter(), new StringWriter());

        var code = await CommandLine.RunAsync(arguments, output, error, TestContext.Current.CancellationToken);

        Assert.True(code == expected, $"'{command}' ended with {code}:\n{error}\n{output}");
        var printed = isQuiet ? "" : Masked(output.ToString());
        var block = $"$ {command}\n{printed}".TrimEnd();
        text.Append(block).Append(code == ExitCode.Done ? "" : $"\n(exit code {(int)code})").Append("\n\n");
        return block;
    }

    private string Masked(string printed) =>
        Place().Replace(Digest().Replace(Moment().Replace(printed.Replace(root, "", StringComparison.Ordinal), "2026-01-02_200000Z"), "…"), "in one place (cart:/raid)");

    // The machine's name and the disk that its temporary folder lies on.
    [GeneratedRegex(@"in one place \([^)]*\)")]
    private static partial Regex Place();

    // Another version of FFmpeg encodes the demo's clips to other bytes.
    [GeneratedRegex(@"\b[0-9a-f]{32}\b")]
    private static partial Regex Digest();

    [GeneratedRegex(@"\d{4}-\d\d-\d\d_\d{6}Z")]
    private static partial Regex Moment();
}
