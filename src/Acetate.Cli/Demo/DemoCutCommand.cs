using System.CommandLine;

namespace Acetate.Cli.Demo;

/// <summary><c>acetate demo cut</c>.</summary>
internal static class DemoCutCommand
{
    public static Command Create()
    {
        var folder = new Argument<DirectoryInfo>("DIR") { Description = "Where the lists are written; it is made if need be." };
        var fault = new Option<string[]>("--fault")
        {
            Description = "Something to be wrong with a list; may be repeated. " + string.Join("; ", DemoCutFaults.All.Select(one => $"{one.Name}: {one.Meaning}")) + ".",
            HelpName = "FAULT",
        };
        fault.AcceptOnlyFromAmong([.. DemoCutFaults.All.Select(one => one.Name)]);
        var seed = new Option<ulong>("--seed") { Description = "The same seed gives the same bytes; another one other frames of the takes.", DefaultValueFactory = _ => 1 };
        var command = new Command("cut", "Makes cuts of the demo shoot day: an Avid-like list and its twins, a second version, and a locked cut of two reels.") { folder, fault, seed };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (root, output) = (parsed.GetRequiredValue(folder).FullName, parsed.InvocationConfiguration.Output);
            var faults = (parsed.GetValue(fault) ?? []).Select(name => DemoCutFaults.All.First(one => one.Name == name)).ToList();
            var lists = DemoCutFaults.Apply(DemoCutList.All(parsed.GetValue(seed)), faults);
            if (lists.FirstOrDefault(list => Path.Exists(Path.Join(root, list.Name))) is { } there)
                throw new CommandException(ExitCode.BadInput, $"'{Table.Visible(Path.Join(root, there.Name))}' is there already, and nothing is overwritten. Remove it or name another folder.");
            Directory.CreateDirectory(root);
            foreach (var list in lists)
            {
                var path = Path.Join(root, list.Name);
                await using (var file = new FileStream(path, FileMode.CreateNew)) await file.WriteAsync(list.Content, cancellationToken).ConfigureAwait(false);
                await output.WriteLineAsync($"{path}: {list.Meaning}").ConfigureAwait(false);
            }

            foreach (var one in faults) await output.WriteLineAsync($"fault {one.Name} in {one.List}: {one.Meaning}").ConfigureAwait(false);
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate demo cut /tmp/cuts\nacetate demo cut /tmp/cuts --fault missing-roll --fault offset",
            (ExitCode.BadInput, "a list is there already, or cannot be written"));
    }
}
