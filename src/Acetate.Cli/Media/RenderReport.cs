using System.CommandLine;
using Acetate.Compute.Hosting;
using Acetate.Media.Render;
using Acetate.Steps.Render;
using Acetate.Storage;

namespace Acetate.Cli.Media;

/// <summary>Runs a request of <c>render</c> or <c>frame</c>, and says what became of it.</summary>
internal static class RenderReport
{
    /// <summary>Runs it.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(ParseResult parsed, RenderFramesRequest request, bool isJson, CancellationToken cancellationToken)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        var scratch = Directory.CreateTempSubdirectory("acetate-render-").FullName;
        RenderFramesResult result;
        try
        {
            var progress = new FrameProgress(error, Console.IsErrorRedirected);
            result = await RenderFrames.RunAsync(request, new StepContext { ScratchFolder = scratch, Progress = progress.Report }, cancellationToken).ConfigureAwait(false);
            progress.End();
        }
        catch (StepFailedException failed)
        {
            throw new CommandException(failed.Class == Compute.RetryClass.Data ? ExitCode.BadInput : ExitCode.Unavailable, $"{failed.Message} {failed.Advice}".TrimEnd());
        }
        catch (StoreException taken) when (taken.Problem == StoreProblem.AlreadyExists)
        {
            throw new CommandException(ExitCode.BadInput, taken.Message);
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }

        if (isJson) CliJson.Write(output, new { result.Frames, range = result.Range, recipe = result.Recipes, result.Movies, result.Amfs, result.Warnings });
        else Write(output, error, result);
        return (int)(result.Frames.Any(frame => frame.Verdict == FrameVerdict.Retry) ? ExitCode.Unavailable
            : result.Frames.Any(frame => frame.Verdict != FrameVerdict.Made) ? ExitCode.Found : ExitCode.Done);
    }

    private static void Write(TextWriter output, TextWriter error, RenderFramesResult result)
    {
        foreach (var warning in result.Warnings) error.WriteLine($"warning: {Table.Visible(warning)}");
        foreach (var frame in result.Frames.Where(frame => frame.Verdict != FrameVerdict.Made)) error.WriteLine($"frame {frame.Number}: {Table.Visible(frame.Reason ?? "not made")}");
        foreach (var recipe in result.Recipes)
        {
            output.WriteLine($"{Table.Visible(recipe.Name)}:");
            foreach (var step in recipe.Steps)
            {
                var parameters = string.Join(", ", step.Parameters.Select(pair => $"{pair.Key} {pair.Value}"));
                output.WriteLine($"  {step.Stage.ToString().ToLowerInvariant(),-8} {Table.Visible(step.Name)}{(parameters.Length > 0 ? $" ({Table.Visible(parameters)})" : "")}{(step.Reason is { } reason ? $": {Table.Visible(reason)}" : "")}");
            }
        }

        var made = result.Frames.Where(frame => frame.Verdict == FrameVerdict.Made).ToList();
        foreach (var movie in result.Movies)
        {
            var black = movie.Black.IsEmpty ? "" : $"; {movie.Black.Length} black";
            output.WriteLine($"{Table.Visible(movie.Name)}: {movie.Frames} frames of {movie.Width}×{movie.Height} at {movie.Rate}{(movie.Timecode is { } label ? $" from {label}" : "")}{(movie.Reel is { } reel ? $", reel {Table.Visible(reel)}" : "")}{(movie.SoundStreams > 0 ? $", sound {movie.SoundStreams}" : "")}{black}, read back.");
        }

        foreach (var document in result.Amfs) output.WriteLine($"{Table.Visible(document)}: the plate's AMF.");
        output.WriteLine($"{made.Count} of {result.Frames.Length} {(result.Frames.Length == 1 ? "frame" : "frames")} rendered and read back{(made.Count > 0 && !made[0].Files.IsEmpty ? $": {Table.Visible(string.Join(", ", made[0].Files))}{(made.Count > 1 ? $" to {Table.Visible(string.Join(", ", made[^1].Files))}" : "")}" : "")}.");
    }

    /// <summary>A line that counts, for terminals alone.</summary>
    private sealed class FrameProgress(TextWriter error, bool isSilent)
    {
        private long _last = -1;

        public void Report(double done, double total, Func<System.Text.Json.JsonElement>? detail)
        {
            if (isSilent || (long)done == _last) return;
            _last = (long)done;
            error.Write($"\r{_last:N0} of {total:N0} frames");
            error.Flush();
        }

        public void End()
        {
            if (_last >= 0) error.Write("\r\u001b[K");
        }
    }
}
