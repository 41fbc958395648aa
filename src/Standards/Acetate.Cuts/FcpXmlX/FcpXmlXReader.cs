using System.Collections.Immutable;
using System.Xml.Linq;
using Acetate.Cuts.Reading;
using Acetate.Timing;

namespace Acetate.Cuts.FcpXmlX;

/// <summary>Reads FCPXML 1.x: projects as cuts, and the loose clips of an event as a list of clips.</summary>
internal static class FcpXmlXReader
{
    /// <exception cref="CutException">There is neither a project nor a clip.</exception>
    public static ImmutableArray<Cut> Read(XElement root, string name, FrameRate? rate)
    {
        var resources = new Resources(root);
        var budget = new EventBudget(name);
        var dialect = $"FCPXML {root.Attr("version") ?? "without a version"}";
        var cuts = ImmutableArray.CreateBuilder<Cut>();
        foreach (var project in root.Descendants().Where(element => element.Tag() == "project" && element.Child("sequence") is not null))
            cuts.Add(Project(project, new(resources, budget, name), dialect, rate));
        foreach (var holder in root.DescendantsAndSelf().Where(element => element.Tag() is "fcpxml" or "event"))
        {
            var clips = holder.Elements().Where(Story.IsClip).ToList();
            if (clips.Count > 0) cuts.Add(Clips(holder, clips, new(resources, budget, name), dialect, rate));
        }

        if (cuts.Count == 0)
            throw new CutException("The document holds neither a project nor clips. Export the project itself.", name, root.Line());
        return cuts.ToImmutable();
    }

    private static Cut Project(XElement project, Story story, string dialect, FrameRate? given)
    {
        var sequence = project.Child("sequence")!;
        var content = story.Sequence(sequence, given, 0);
        var note = sequence.Text("note");
        return new()
        {
            Name = project.Attr("name") ?? "",
            Format = CutFormat.FcpXmlX,
            Dialect = dialect,
            Rate = content.Rate,
            IsDrop = content.IsDrop,
            RecordStart = content.Start * new Ratio(content.Rate.Numerator, content.Rate.Denominator),
            Tracks = content.Tracks,
            Events = content.Events,
            Markers = [.. content.Markers],
            Comments = note is null ? [] : [$"note: {note}"],
            Problems = story.Log.ToImmutable(),
        };
    }

    private static Cut Clips(XElement holder, List<XElement> clips, Story story, string dialect, FrameRate? given)
    {
        var rate = given ?? clips.Select(clip => story.ClipRate(clip)).FirstOrDefault(found => found is not null) ?? FrameRate.Fps24;
        var events = clips.SelectMany((clip, i) => story.Loose(clip, rate, $"{i + 1:D4}")).ToImmutableArray();
        return new()
        {
            Name = holder.Attr("name") is { } name ? $"{name} (clips)" : "",
            Format = CutFormat.FcpXmlX,
            Dialect = dialect,
            Rate = rate,
            Events = events,
            Problems = story.Log.ToImmutable(),
        };
    }
}
