using System.Diagnostics;
using System.Text.Json;
using Acetate.Media.Inspect;

namespace Acetate.Imaging.Tests.Inspect;

/// <summary>Shortcuts to inspect a file, and to ask another program about it.</summary>
internal static class Inspecting
{
    public static Task<ClipInspection> FileAsync(string path, ClipKind kind = ClipKind.Single) => FilesAsync(kind, path);

    public static Task<ClipInspection> FilesAsync(ClipKind kind, params IEnumerable<string> paths)
    {
        Corpus.Program("ffprobe");
        return new ClipInspector(TimeProvider.System).InspectAsync(Source(kind, paths), TestContext.Current.CancellationToken);
    }

    public static ClipSource Source(ClipKind kind, params IEnumerable<string> paths) => new()
    {
        Name = Path.GetFileNameWithoutExtension(paths.First()),
        Kind = kind,
        Files = [.. paths.Select(path => ClipFile.At(path, Path.GetFileName(path)))],
    };

    public static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Corpus.Program(program), arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }

    public static JsonElement Json(string program, params string[] arguments)
    {
        using var document = JsonDocument.Parse(Run(program, arguments));
        return document.RootElement.Clone();
    }
}
