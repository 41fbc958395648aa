using System.CommandLine;
using Acetate.Cli.Ingest;
using Acetate.Cli.Remote;
using Acetate.Tools.Pulls.Work;

namespace Acetate.Cli.Pulls;

/// <summary><c>acetate capacity</c>: how long so many plates would take on so many machines.</summary>
internal static class CapacityCommand
{
    public static Command Create()
    {
        var (choice, json) = (new LibraryChoice(), IngestSettings.Json());
        var plates = Whole("--plates", "Plates", "COUNT", 1_000_000);
        var frames = Whole("--frames-each", "Frames of each plate, handles included", "FRAMES", 100_000);
        var nodes = Whole("--nodes", "Machines that work", "COUNT", 10_000);
        var cores = Whole("--cores", "Cores of each machine", "COUNT", 1_024);
        var ofStep = RangeOption.Of("--frames-per-step", "Frames that a worker renders in one go (default: as in the pulls that were measured)", "FRAMES", 1, 10_000);
        var source = new Option<string>("--source") { Description = "Plates of which clips: codec and size, such as \"arriraw 4448x3096\" (default: those that were made last)", DefaultValueFactory = _ => "" };
        var made = new Option<string>("--made") { Description = "As what, such as \"EXR zips 4448x3096\" (default: what was made last)", DefaultValueFactory = _ => "" };
        var command = choice.On(new Command("capacity", "How long so many plates would take on so many machines, from what such plates took here.") { plates, frames, nodes, cores, ofStep, source, made, json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var question = new CapacityQuestion
            {
                Plates = (int)parsed.GetValue(plates)!.Value,
                FramesEach = (int)parsed.GetValue(frames)!.Value,
                Nodes = (int)parsed.GetValue(nodes)!.Value,
                Cores = (int)parsed.GetValue(cores)!.Value,
                FramesPerStep = (int?)parsed.GetValue(ofStep),
            };
            var (from, to) = (parsed.GetValue(source) ?? "", parsed.GetValue(made) ?? "");
            var answer = await PullProblems.ExplainedAsync(() => choice.AskAsync(parsed,
                library => new CapacityDesk(library).AskAsync(question, from, to, cancellationToken),
                server => server.GetAsync<CapacityAnswer>(FormattableString.Invariant(
                    $"api/capacity?plates={question.Plates}&framesEach={question.FramesEach}&nodes={question.Nodes}&cores={question.Cores}{(question.FramesPerStep is { } each ? $"&framesPerStep={each}" : "")}&source={Uri.EscapeDataString(from)}&made={Uri.EscapeDataString(to)}"),
                    cancellationToken), cancellationToken));
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json)) CliJson.Write(output, answer);
            else
                foreach (var sentence in answer.Sentences) output.WriteLine(Table.Visible(sentence));
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate capacity --plates 1000 --frames-each 120 --nodes 4 --cores 32", (ExitCode.BadInput, "nothing like it was ever measured here; the message says what to do"));
    }

    private static Option<long?> Whole(string name, string description, string helpName, long most)
    {
        var option = RangeOption.Of(name, description, helpName, 1, most);
        option.Required = true;
        return option;
    }
}
