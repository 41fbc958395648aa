namespace Acetate.Media.Slates;

/// <summary>Finds the values of a flat slate by their labels: beside them, or in the cell below.</summary>
internal sealed class SlateLayout
{
    private readonly FlatSlate slate;
    private readonly GreyPicture picture;
    private readonly long frame;
    private readonly List<Label> labels = [];
    private readonly List<SlateWord> values = [];
    private readonly Dictionary<Label, List<Found>> found = [];
    private readonly bool isBeside;

    /// <param name="words">The words that were read from the slate as a whole.</param>
    /// <param name="slate">The flat slate.</param>
    /// <param name="picture">The frame that it was taken from.</param>
    /// <param name="frame">The clip's frame, from 0.</param>
    public SlateLayout(IEnumerable<SlateWord> words, FlatSlate slate, GreyPicture picture, long frame)
    {
        (this.slate, this.picture, this.frame) = (slate, picture, frame);
        foreach (var word in words.Where(word => word.Confidence > 0.15))
        {
            if (SlateGrammar.LabelOf(word.Text) is var (_, field, rest, sure)) labels.Add(new(field, word, sure, rest));
            else values.Add(word);
        }

        // A slate counted through (SLATE, TAKE) has no scene; where it has both, the scene is the scene.
        if (labels.Any(label => label.Field == SlateField.Scene && !Is(label, "SLATE"))) labels = labels.ConvertAll(label => Is(label, "SLATE") ? label with { Field = null } : label);
        var beside = labels.ToDictionary(label => label, Beside);
        var below = labels.ToDictionary(label => label, Below);
        // A slate has one layout: where both fit, what fits more labels counts.
        isBeside = beside.Values.Count(one => one.Count > 0) > below.Values.Count(one => one.Count > 0);
        foreach (var label in labels) found[label] = (isBeside && beside[label].Count > 0) || below[label].Count == 0 ? beside[label] : below[label];
    }

    /// <summary>A value alone, as a picture to be read again: whole slates run neighbouring cells together, and large letters read worse than small ones.</summary>
    /// <param name="Picture">One line of writing.</param>
    /// <param name="Read">Gives what was read in it.</param>
    public sealed record Cell(GreyPicture Picture, Action<IReadOnlyCollection<SlateWord>> Read);

    /// <summary>The cells of scene, take and roll, as far as their labels were found.</summary>
    public IEnumerable<Cell> Cells()
    {
        foreach (var label in labels.Where(label => label.Field is SlateField.Scene or SlateField.Take or SlateField.Roll))
        {
            var word = label.Word;
            var margin = 0.5 * word.Height;
            var right = labels.Where(other => other != label && IsOnLine(word, other.Word) && other.Word.Left > word.Right).Select(other => other.Word.Left - margin).DefaultIfEmpty(slate.Picture.Width).Min();
            var floor = labels.Where(other => other.Word.Top > word.Bottom && other.Word.Left < right && other.Word.Right > word.Left).Select(other => other.Word.Top - margin / 2).DefaultIfEmpty(word.Bottom + 6 * word.Height).Min();
            var line = isBeside || label.Rest.Length > 0 ? slate.Line(word.Right + margin / 2, word.Top - margin, right, word.Bottom + margin) : slate.Line(word.Left - margin, word.Bottom + margin / 2, right, floor);
            if (line is not var (cut, (left, top, end, bottom))) continue;
            yield return new(cut, words => Reread(label, [.. words.OrderBy(one => one.Left)], left, top, end, bottom));
        }
    }

    /// <summary>What the slate says: of each field what is surest.</summary>
    public List<SlateReading> Readings()
    {
        var readings = new List<SlateReading>();
        foreach (var one in found.Values.SelectMany(one => one))
        {
            var (left, top, right, bottom) = slate.Source(one.Left, one.Top, one.Right, one.Bottom);
            readings.Add(new(one.Field, one.Value, SlateText.Clean(one.Raw, 60), one.Confidence, frame, SlateBox.Of(picture, left, top, right, bottom)));
        }

        return [.. readings.GroupBy(reading => reading.Field).Select(group => group.MaxBy(reading => reading.Confidence)!)];
    }

    // The cell alone is read better than the slate as a whole; where the two differ, neither is as sure.
    private void Reread(Label label, List<SlateWord> words, double left, double top, double right, double bottom)
    {
        if (words.Count == 0 || label.Field is not { } field) return;
        for (var count = Math.Min(words.Count, 4); count > 0; count--)
        {
            var again = Values(field, string.Join(' ', words.Take(count).Select(word => word.Text)), label, words[..count]);
            if (again.Count == 0) continue;
            var before = found[label];
            var isSame = before.Select(one => one.Value).SequenceEqual(again.Select(one => one.Value));
            if (isSame) again = again.ConvertAll(one => one with { Confidence = Math.Max(one.Confidence, before.Find(other => other.Field == one.Field)!.Confidence) });
            else if (before.Count > 0) again = again.ConvertAll(one => one with { Confidence = 0.8 * one.Confidence });
            found[label] = again.ConvertAll(one => one with { Left = left, Top = top, Right = right, Bottom = bottom });
            return;
        }
    }

    private sealed record Label(SlateField? Field, SlateWord Word, double Confidence, string Rest);

    private sealed record Found(SlateField Field, string Value, string Raw, double Confidence, double Left, double Top, double Right, double Bottom);

    private static bool Is(Label label, string word) => label.Word.Text.StartsWith(word, StringComparison.OrdinalIgnoreCase);

    private List<Found> Beside(Label label)
    {
        if (label.Field is not { } field) return [];
        if (label.Rest.Length > 0 && Values(field, label.Rest, label, [label.Word]) is { Count: > 0 } fused) return fused;
        var end = labels.Where(other => other != label && IsOnLine(label.Word, other.Word) && other.Word.Left > label.Word.Right).Select(other => other.Word.Left).DefaultIfEmpty(double.MaxValue).Min();
        var row = values.Where(word => IsOnLine(label.Word, word) && word.Left >= label.Word.Right - 2 && word.Right <= end + 2).OrderBy(word => word.Left).ToList();
        if (row is not [var first, ..] || first.Left - label.Word.Right > 8 * label.Word.Height) return [];
        return Joined(field, label, row);
    }

    private List<Found> Below(Label label)
    {
        if (label.Field is not { } field) return [];
        // The cell: as far as the labels beside and the label below.
        var right = labels.Where(other => other != label && IsOnLine(label.Word, other.Word) && other.Word.Left > label.Word.Right).Select(other => other.Word.Left).DefaultIfEmpty(double.MaxValue).Min();
        var left = labels.Where(other => other != label && IsOnLine(label.Word, other.Word) && other.Word.Right < label.Word.Left).Select(other => other.Word.Right).DefaultIfEmpty(double.MinValue).Max();
        var floor = labels.Where(other => other.Word.Top > label.Word.Bottom && other.Word.Left < right && other.Word.Right > label.Word.Left - label.Word.Width).Select(other => other.Word.Top).DefaultIfEmpty(double.MaxValue).Min();
        var cell = values.Where(word => word.Y > label.Word.Bottom && word.Top > label.Word.Top && word.Y < floor && word.X < right && word.X > left && word.Left > label.Word.Left - Math.Max(4 * label.Word.Height, word.Height)
            && word.Top - label.Word.Bottom < Math.Max(4 * label.Word.Height, 1.2 * word.Height)).ToList();
        if (cell.Count == 0) return [];
        // What stands next below, and what stands on its line.
        var next = cell.MinBy(word => word.Top + (Math.Abs(word.Left - label.Word.Left) / 4))!;
        return Joined(field, label, [.. cell.Where(word => IsOnLine(next, word)).OrderBy(word => word.Left)]);
    }

    /// <summary>The longest run of words from the first that makes a value: 12 and A are 12A, but not what stands far off.</summary>
    private static List<Found> Joined(SlateField field, Label label, List<SlateWord> row)
    {
        var run = new List<SlateWord>();
        foreach (var word in row)
        {
            if (run is [.., var before] && word.Left - before.Right > 1.5 * Math.Max(word.Height, before.Height)) break;
            run.Add(word);
        }

        for (var count = Math.Min(run.Count, 4); count > 0; count--)
            if (Values(field, string.Join(' ', run.Take(count).Select(word => word.Text)), label, [.. run.Take(count)]) is { Count: > 0 } found) return found;
        return [];
    }

    private static List<Found> Values(SlateField field, string text, Label label, List<SlateWord> words)
    {
        var sure = words.Average(word => word.Confidence) * label.Confidence;
        return [.. SlateGrammar.Read(field, text).Select(value => new Found(value.Field, value.Value, text, sure * value.Confidence, words.Min(word => word.Left), words.Min(word => word.Top), words.Max(word => word.Right), words.Max(word => word.Bottom)))];
    }

    private static bool IsOnLine(SlateWord one, SlateWord other)
    {
        var shared = Math.Min(one.Bottom, other.Bottom) - Math.Max(one.Top, other.Top);
        return shared > 0.4 * Math.Min(one.Height, other.Height);
    }
}
