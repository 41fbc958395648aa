using Acetate.Cli;
using Acetate.Cli.Demo;
using Acetate.Tools.Tests.Cards;
using Acetate.Tools.Tests.Cli;

[assembly: AssemblyFixture(typeof(DemoCards))]

namespace Acetate.Tools.Tests.Cards;

/// <summary>The demo day, drawn once, and copies of it to break.</summary>
public sealed class DemoCards : IAsyncLifetime
{
    /// <summary>The day's folder.</summary>
    public const string Day = "20260102_Day01_MU";

    private readonly SemaphoreSlim one = new(1, 1);
    private readonly string folder = Directory.CreateTempSubdirectory("acetate-demo-cards-").FullName;
    private string drawn = "";

    /// <summary>A fresh copy of the day below a folder, with what <c>demo shoot --fault</c> does to it.</summary>
    public async Task<string> CopyAsync(string into, params string[] faults)
    {
        Corpus.Program("ffmpeg");
        var day = Path.Join(into, Day);
        CopyTree(Path.Join(await DrawnAsync(), Day), day);
        var known = faults.Select(name => DemoFaults.All.Single(f => f.Name == name)).ToList();
        if (known.Exists(f => f.IsBeforeSealing))
        {
            foreach (var seal in Directory.GetDirectories(day, "ascmhl", SearchOption.AllDirectories)) Directory.Delete(seal, recursive: true);
            foreach (var fault in known.Where(f => f.IsBeforeSealing)) fault.Apply(day);
            foreach (var roll in (string[])["Camera_Media/A001", "Camera_Media/B001", "Sound_Media/S001"])
                await DemoCommand.SealAsync(Path.Join(day, roll), TestContext.Current.CancellationToken);
        }

        foreach (var fault in known.Where(f => !f.IsBeforeSealing)) fault.Apply(day);
        return day;
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        one.Dispose();
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    internal static void CopyTree(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var below in Directory.GetDirectories(from, "*", SearchOption.AllDirectories)) Directory.CreateDirectory(to + below[from.Length..]);
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories)) File.Copy(file, to + file[from.Length..]);
    }

    /// <summary>Draws the day when the first test asks for it.</summary>
    private async Task<string> DrawnAsync()
    {
        await one.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (drawn.Length > 0) return drawn;
            var (code, _, error) = await DemoCommandTests.RunAsync("demo", "shoot", Path.Join(folder, "day"), "--small", "--seconds", "2");
            Assert.True(code == ExitCode.Done, error);
            return drawn = Path.Join(folder, "day");
        }
        finally
        {
            one.Release();
        }
    }
}
