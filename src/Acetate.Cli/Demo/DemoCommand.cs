using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Acetate.Media.Demo;
using Acetate.Mhl;
using Acetate.Mhl.Disk;

namespace Acetate.Cli.Demo;

/// <summary><c>acetate demo shoot</c>.</summary>
internal static class DemoCommand
{
    private static readonly Argument<DirectoryInfo> Folder = new("DIR") { Description = "Where the day's folder is made; DIR itself is made if need be." };

    private static readonly Option<string[]> Fault = new("--fault")
    {
        Description = "Something to be wrong with the day; may be repeated. " + string.Join("; ", DemoFaults.All.Select(fault => $"{fault.Name}: {fault.Meaning}")) + ".",
        HelpName = "FAULT",
    };

    private static readonly Option<ulong> Seed = new("--seed") { Description = "The same seed gives the same bytes.", DefaultValueFactory = _ => 1 };

    private static readonly Option<int> Seconds = new("--seconds") { Description = "Length of the ProRes and sound takes, 2 to 600.", DefaultValueFactory = _ => 5 };

    private static readonly Option<bool> Small = new("--small") { Description = "Draw pictures at a third of the size, for tests." };

    /// <summary>The command and those below it.</summary>
    public static Command Create()
    {
        Fault.AcceptOnlyFromAmong([.. DemoFaults.All.Select(fault => fault.Name)]);
        Seconds.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && int.TryParse(text, CultureInfo.InvariantCulture, out var seconds) && (seconds is < 2 or > 600)) result.AddError("--seconds must be from 2 to 600.");
        });
        var shoot = new Command("shoot", "Makes a shoot day: a CinemaDNG roll, a ProRes roll and a sound roll, sealed with ASC MHL, with camera and sound reports.")
        {
            Folder, Fault, Seed, Seconds, Small,
        };
        shoot.SetAction(ShootAsync);
        return new Command("demo", "Makes demo material.")
        {
            DemoCutCommand.Create(),
            DemoRun.Create(),
            shoot.Explain("acetate demo shoot /tmp/card\nacetate demo shoot /tmp/card --fault bitflip --fault hole", (ExitCode.BadInput, "the day is there already, or cannot be written")),
        };
    }

    private static async Task<int> ShootAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var root = parsed.GetRequiredValue(Folder).FullName;
        var faults = (parsed.GetValue(Fault) ?? []).Select(name => DemoFaults.All.First(fault => fault.Name == name)).ToImmutableArray();
        var day = new DemoDay { Seed = parsed.GetValue(Seed), Seconds = parsed.GetValue(Seconds), IsSmall = parsed.GetValue(Small) };
        var error = parsed.InvocationConfiguration.Error;
        var rolls = await WriteDayAsync(day, root, faults, clip => error.WriteLine($"recorded {clip}"), cancellationToken).ConfigureAwait(false);

        var output = parsed.InvocationConfiguration.Output;
        foreach (var roll in rolls) await output.WriteLineAsync(Path.Join(root, roll)).ConfigureAwait(false);
        foreach (var fault in faults) await output.WriteLineAsync($"fault {fault.Name}: {fault.Meaning}").ConfigureAwait(false);
        return (int)ExitCode.Done;
    }

    /// <summary>Shoots the day into a folder, seals its rolls, and makes the faults; returns the rolls' folders within it.</summary>
    public static async Task<IReadOnlyList<string>> WriteDayAsync(
        DemoDay day, string root, ImmutableArray<DemoFault> faults, Action<string> recorded, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(root);
        var rolls = await new DemoShoot(day, TimeProvider.System).WriteAsync(root, recorded, cancellationToken).ConfigureAwait(false);
        var at = Path.Join(root, DemoDay.Folder);
        foreach (var fault in faults.Where(fault => fault.IsBeforeSealing)) fault.Apply(at);
        foreach (var roll in rolls) await SealAsync(Path.Join(root, roll), cancellationToken).ConfigureAwait(false);
        foreach (var fault in faults.Where(fault => !fault.IsBeforeSealing)) fault.Apply(at);
        return rolls;
    }

    /// <summary>As the cart on set would have done it that evening: the same moment, machine and names every time.</summary>
    internal static async Task SealAsync(string folder, CancellationToken cancellationToken)
    {
        var at = new DateTimeOffset(DemoDay.Date.ToDateTime(new TimeOnly(18, 30)), TimeSpan.Zero);
        var opened = await MhlFolder.OpenAsync(folder, cancellationToken).ConfigureAwait(false);
        await opened.SealAsync(new()
        {
            At = at,
            Creator = new MhlCreator { Date = at, HostName = "demo-cart", Tool = "acetate demo shoot", ToolVersion = "1", Authors = [new MhlAuthor("Demo DIT", null, null, "DIT")] },
            Process = MhlProcess.Transfer,
        }, null, cancellationToken).ConfigureAwait(false);
    }
}
