using System.Collections.Immutable;
using System.Text.Json;
using Acetate.Fdl.Geometry;

namespace Acetate.Fdl.Json;

/// <summary>Reads the members of one object, each once; what nobody asked for is kept as a custom attribute.</summary>
internal sealed class ObjectReader
{
    /// <summary>The standard knows twelve at most; the rest are attributes of one's own.</summary>
    private const int MostMembers = 1000;

    private readonly Dictionary<string, JsonElement> members = new(StringComparer.Ordinal);
    private readonly List<string> order = [];
    private readonly ProblemList problems;
    private readonly Edition edition;
    private ImmutableDictionary<string, CustomAttributes> inner = CustomAttributes.None.Inner;

    public ObjectReader(JsonElement element, string path, Edition edition, ProblemList problems)
    {
        (Path, this.edition, this.problems) = (path, edition, problems);
        if (element.ValueKind != JsonValueKind.Object)
        {
            problems.Loss(FdlRule.WrongType, path, $"Here should be an object, but there is {Kind(element)}.");
            IsObject = false;
            return;
        }

        if (!problems.CountObject(path))
        {
            IsObject = false;
            return;
        }

        foreach (var member in element.EnumerateObject())
        {
            if (order.Count == MostMembers)
            {
                problems.Loss(FdlRule.TooLarge, path, $"This object has more than {MostMembers:N0} members. None of a framing decision list has.");
                break;
            }

            if (members.TryAdd(member.Name, member.Value)) order.Add(member.Name);
            else problems.Loss(FdlRule.DuplicateMember, At(member.Name), $"'{ProblemList.Shown(member.Name)}' stands twice in this object, so it is not clear which one counts. Remove one.");
        }
    }

    public string Path { get; }

    public bool IsObject { get; } = true;

    public string At(string name) => JsonText.Below(Path, name);

    /// <summary>Whether the object has the member, asked for already or not.</summary>
    public bool Has(string name) => order.Contains(name);

    public string? Text(string name, bool required = false)
    {
        if (Take(name, required) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.String) return value.GetString();
        Wrong(name, value, "text");
        return null;
    }

    /// <summary>An id; a bad one is told, and kept.</summary>
    public string? Id(string name, bool required = false, bool ofDecision = false)
    {
        if (Text(name, required) is not { } id) return null;
        if (!FdlId.IsValid(id, ofDecision)) problems.Error(FdlRule.BadId, At(name), $"'{ProblemList.Shown(id)}' is not an id. {FdlId.Rule(ofDecision)}");
        return id;
    }

    public bool? Bool(string name)
    {
        if (Take(name, required: false) is not { } value) return null;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False) return value.GetBoolean();
        Wrong(name, value, "true or false");
        return null;
    }

    /// <summary>A number within limits.</summary>
    /// <param name="name">The member.</param>
    /// <param name="range">What it may be.</param>
    /// <param name="required">Whether it must be there.</param>
    public double? Number(string name, NumberRange range, bool required = false)
    {
        if (Take(name, required) is not { } value) return null;
        if (value.ValueKind != JsonValueKind.Number)
        {
            Wrong(name, value, range.IsWhole ? "a whole number" : "a number");
            return null;
        }

        var shown = ProblemList.Shown(value.GetRawText());
        if (!value.TryGetDouble(out var number) || !double.IsFinite(number) || number > range.Most)
            problems.Loss(FdlRule.OutOfRange, At(name), $"'{name}' is {shown}. The most is {range.Most:N0}.");
        else if (range.IsWhole && number != Math.Floor(number))
            problems.Loss(FdlRule.WrongType, At(name), $"'{name}' is {shown}, but must be a whole number.");
        else if (range.Allows(number))
            return number;
        else if (range.Tolerated is { } rule && number == 0)
        {
            problems.Error(rule, At(name), range.Sentence(name, shown));
            return number;
        }
        else if (range.IsKeptWhenTooSmall)
        {
            problems.Error(FdlRule.OutOfRange, At(name), range.Sentence(name, shown));
            return number;
        }
        else
            problems.Loss(FdlRule.OutOfRange, At(name), range.Sentence(name, shown));
        return null;
    }

    public PixelSize? Pixels(string name, bool required = false, NumberRange? range = null)
    {
        if (Inner(name, required) is not { } size) return null;
        var limits = range ?? NumberRange.Pixels;
        var (width, height) = (size.Number("width", limits, required: true), size.Number("height", limits, required: true));
        Keep(name, size);
        if (width == 0 && height == 0) problems.Loss(FdlRule.OutOfRange, size.Path, $"'{name}' is 0 × 0. At most one side may be 0.");
        return width is { } w && height is { } h ? new((int)w, (int)h) : null;
    }

    public FrameSize? Size(string name, NumberRange range, bool required = false)
    {
        if (Inner(name, required) is not { } size) return null;
        var (width, height) = (size.Number("width", range, required: true), size.Number("height", range, required: true));
        Keep(name, size);
        return width is { } w && height is { } h ? new(w, h) : null;
    }

    public FramePoint? Point(string name, bool required = false)
    {
        if (Inner(name, required) is not { } point) return null;
        var range = NumberRange.Anchor(edition.AllowsNegativeAnchors);
        var (x, y) = (point.Number("x", range, required: true), point.Number("y", range, required: true));
        Keep(name, point);
        return x is { } right && y is { } down ? new(right, down) : null;
    }

    public T? Word<T>(string name, (string Word, T Value)[] words, bool required = false) where T : struct, Enum
    {
        if (Text(name, required) is not { } text) return null;
        foreach (var (word, value) in words)
            if (word == text)
                return value;
        problems.Loss(FdlRule.UnknownWord, At(name), $"'{ProblemList.Shown(text)}' is nothing that '{name}' can be. It is one of {string.Join(", ", words.Select(w => w.Word))}.");
        return null;
    }

    /// <summary>A word that stands for nothing given.</summary>
    public bool TakeNone(string name)
    {
        if (!members.TryGetValue(name, out var value) || value.ValueKind != JsonValueKind.String || value.GetString() != "none") return false;
        members.Remove(name);
        return true;
    }

    /// <summary>A small object whose attributes are kept with this one.</summary>
    public ObjectReader? Inner(string name, bool required = false)
    {
        if (Take(name, required) is not { } value) return null;
        var reader = new ObjectReader(value, At(name), edition, problems);
        return reader.IsObject ? reader : null;
    }

    /// <summary>Keeps the attributes of a small object.</summary>
    public void Keep(string name, ObjectReader small)
    {
        if (small.Finish() is { IsEmpty: false } attributes) inner = inner.SetItem(name, attributes);
    }

    /// <summary>All elements of a list that could be read; one that could not has been told.</summary>
    public ImmutableArray<T> List<T>(string name, Func<ObjectReader, T?> read) where T : class
    {
        if (Take(name, required: false) is not { } value) return [];
        if (value.ValueKind != JsonValueKind.Array)
        {
            Wrong(name, value, "a list");
            return [];
        }

        var items = ImmutableArray.CreateBuilder<T>();
        var path = At(name);
        var number = 0;
        foreach (var element in value.EnumerateArray())
        {
            var reader = new ObjectReader(element, $"{path}/{number++}", edition, problems);
            if (reader.IsObject && read(reader) is { } item) items.Add(item);
            if (problems.IsSpent) break;
        }

        return items.ToImmutable();
    }

    /// <summary>What nobody asked for.</summary>
    public CustomAttributes Finish()
    {
        if (members.Count == 0) return CustomAttributes.None.WithInner(inner);
        var rest = ImmutableArray.CreateBuilder<(string, JsonElement)>();
        foreach (var name in order)
        {
            if (!members.TryGetValue(name, out var value)) continue;
            rest.Add((name, value.Clone()));
            if (!name.StartsWith('_')) problems.Error(FdlRule.UnknownMember, At(name), $"The standard has no member '{ProblemList.Shown(name)}' here. Names of one's own begin with an underscore: '_{ProblemList.Shown(name)}'.");
            else if (!edition.AllowsCustom) problems.Error(FdlRule.UnknownMember, At(name), $"Version {edition.Version} of the standard has no attributes of one's own such as '{ProblemList.Shown(name)}'; 2.0 has.");
        }

        return CustomAttributes.Of(rest.ToImmutable()).WithInner(inner);
    }

    private JsonElement? Take(string name, bool required)
    {
        if (!members.Remove(name, out var value))
        {
            if (required && IsObject) problems.Loss(FdlRule.MissingMember, Path, $"'{name}' is missing here.");
            return null;
        }

        if (value.ValueKind != JsonValueKind.Null) return value;
        const string advice = "Leave the member out instead.";
        if (required) problems.Loss(FdlRule.WrongType, At(name), $"'{name}' is null, and it is needed.");
        else problems.Error(FdlRule.WrongType, At(name), $"'{name}' is null, which the standard never allows. {advice}");
        return null;
    }

    private void Wrong(string name, JsonElement value, string wanted) =>
        problems.Loss(FdlRule.WrongType, At(name), $"'{name}' should be {wanted}, but is {Kind(value)}.");

    private static string Kind(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "text",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        _ => "null",
    };
}
