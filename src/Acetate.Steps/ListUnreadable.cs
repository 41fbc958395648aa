using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Acetate.Compute.Hosting;
using Acetate.Steps.Documents;
using Acetate.Steps.Render;

namespace Acetate.Steps;

/// <summary>Which plates to look through for frames that could not be read. What became of them comes from the outputs of the render-frames steps that are used.</summary>
public sealed record ListUnreadableRequest
{
    /// <summary>The store that takes the lists.</summary>
    public required Uri Store { get; init; }

    /// <summary>The folder in it; empty for the store itself.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Where the list lies below the prefix, without extension: one for programs (.json) and one for people (.csv).</summary>
    public required string Path { get; init; }

    /// <summary>What was to become of such frames.</summary>
    public required UnreadableFrames Policy { get; init; }

    /// <summary>The plates, in the order of the package.</summary>
    public required ImmutableArray<RenderedPlate> Plates { get; init; }
}

/// <summary>A plate and the steps that rendered it.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Frames">The name of its frames below the package, with <c>#</c> for each digit.</param>
/// <param name="Steps">The steps.</param>
public sealed record RenderedPlate(string Name, string Frames, ImmutableArray<string> Steps);

/// <summary>Lists the frames of a package that could not be read. The list is there also when it is empty: then nobody has to wonder.</summary>
public static class ListUnreadable
{
    /// <summary>The name of the function.</summary>
    public const string Name = "list-unreadable";

    /// <summary>Runs the step.</summary>
    public static Task<WriteDocumentsResult> RunAsync(ListUnreadableRequest request, StepContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(context);
        var found = request.Plates.SelectMany(plate => plate.Steps.SelectMany(step => context.Output<RenderFramesResult>(step).StandIns).OrderBy(one => one.Number).Select(one => (Plate: plate, Frame: one))).ToList();
        return WriteDocuments.RunAsync(
            new()
            {
                Store = request.Store,
                Prefix = request.Prefix,
                Documents =
                [
                    new($"{request.Path}.json", Json(request.Policy, found)),
                    new($"{request.Path}.csv", Encoding.UTF8.GetBytes(CsvTable.Of(
                        ["Plate", "Frame", "Clip Frame", "Stands There", "Why", "File"],
                        found.Select(one => (IEnumerable<string>)
                        [
                            one.Plate.Name, Text(one.Frame.Number), Text(one.Frame.Frame), one.Frame.By == UnreadableFrames.Skip ? "nothing" : StandIns.WordOf(one.Frame.By), one.Frame.Reason, one.Plate.Frames,
                        ])))),
                ],
            }, context, cancellationToken);
    }

    private static byte[] Json(UnreadableFrames policy, List<(RenderedPlate Plate, FrameStandIn Frame)> found)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new() { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteNumber("version", 1);
            json.WriteString("policy", StandIns.WordOf(policy));
            json.WriteStartArray("frames");
            foreach (var (plate, frame) in found)
            {
                json.WriteStartObject();
                json.WriteString("pattern", plate.Frames);
                json.WriteNumber("number", frame.Number);
                json.WriteNumber("clipFrame", frame.Frame);
                json.WriteString("standsThere", frame.By == UnreadableFrames.Skip ? "nothing" : StandIns.WordOf(frame.By));
                json.WriteString("why", frame.Reason);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
