using System.Globalization;
using System.Text;

namespace Acetate.Media.Inspect;

/// <summary>Where readers put what they find. The first fact of a normalised field gives its value; later ones are compared with it.</summary>
public sealed class InspectionDraft(ClipSource clip)
{
    /// <summary>Characters of raw text that one fact keeps.</summary>
    public const int LongestRaw = 4096;

    /// <summary>Facts that one clip keeps; a hostile file could have millions.</summary>
    public const int MostFacts = 4000;

    private readonly Dictionary<string, InspectedFact> _first = new(StringComparer.Ordinal);
    private readonly List<InspectedFact> _facts = [];
    private readonly List<InspectionProblem> _problems = [];
    private readonly List<InspectedTrack> _tracks = [];

    /// <summary>The clip that is read.</summary>
    public ClipSource Clip { get; } = clip;

    /// <summary>Whether a field has a value already.</summary>
    public bool Has(string field) => _first.ContainsKey(field);

    /// <summary>The normalised value of a field so far.</summary>
    public string? this[string field] => _first.TryGetValue(field, out var fact) ? fact.Value : null;

    /// <summary>The value of a field as a whole number, if it is one.</summary>
    public long? Number(string field) =>
        long.TryParse(this[field], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Problems so far.</summary>
    public IReadOnlyList<InspectionProblem> Problems => _problems;

    /// <summary>Adds a value. Empty values are kept out: a blank is how files say "not known".</summary>
    public void Fact(string field, string? value, string origin, string? raw = null)
    {
        value = Clean(value);
        if (value.Length == 0) return;
        var fact = new InspectedFact(field, value, Clean(raw ?? value), origin);
        if (_first.TryGetValue(field, out var known))
        {
            if (known.Value == value && known.Origin == origin) return;
            if (known.Value != value && ComparedFields.Contains(field) && !Agree(field, known.Value, value))
                Problem("origins-differ", ProblemSeverity.Note,
                    $"{field} is '{known.Value}' in {known.Origin} but '{value}' in {origin}; the first is used.");
        }
        else
        {
            _first.Add(field, fact);
        }

        if (_facts.Count < MostFacts) _facts.Add(fact);
        else if (_facts.Count == MostFacts)
        {
            _facts.Add(new("inspection.facts", $"more than {MostFacts}", "", "acetate"));
            Problem("too-many-facts", ProblemSeverity.Warning, $"The clip has more than {MostFacts} values; the rest is left out.");
        }
    }

    /// <summary>Adds a whole number.</summary>
    public void Fact(string field, long? value, string origin, string? raw = null)
    {
        if (value is { } number) Fact(field, number.ToString(CultureInfo.InvariantCulture), origin, raw);
    }

    /// <summary>Adds to a number that several files of a clip make up together.</summary>
    public void Extend(string field, long? more)
    {
        if (more is not { } number || Number(field) is not { } soFar || !_first.TryGetValue(field, out var fact)) return;
        var sum = fact with { Value = (soFar + number).ToString(CultureInfo.InvariantCulture), Raw = $"{fact.Raw} + {number}", Origin = fact.Origin };
        _facts[_facts.IndexOf(fact)] = sum;
        _first[field] = sum;
    }

    /// <summary>Adds a track of sound.</summary>
    public void Track(InspectedTrack track)
    {
        if (_tracks.Count < 512) _tracks.Add(track);
    }

    /// <summary>The tracks so far.</summary>
    public IReadOnlyList<InspectedTrack> Tracks => _tracks;

    /// <summary>Whether any track is known.</summary>
    public bool HasTracks => _tracks.Count > 0;

    /// <summary>Adds a problem; the same one twice counts once.</summary>
    public void Problem(string code, ProblemSeverity severity, string message, string? file = null)
    {
        var problem = new InspectionProblem(code, severity, Clean(message), file);
        if (_problems.Count < 200 && !_problems.Contains(problem)) _problems.Add(problem);
    }

    /// <summary>The finished record.</summary>
    public ClipInspection Build()
    {
        ClipTime.Complete(this);
        return new()
        {
            Name = Clip.Name,
            Kind = Clip.Kind,
            Reel = this["clip.reel"],
            Number = this["clip.number"],
            Umid = this["clip.umid"],
            Look = this["look.name"],
            Position = this["clip.position"],
            Files = [.. Clip.Files.Select(file => file.Name)],
            Bytes = Clip.Files.Sum(file => file.Length),
            Frames = Number("clip.frames"),
            RecordedAt = this["clip.recordedAt"],
            Timecode = Group("timecode.", () => new InspectedTimecode
            {
                Start = this["timecode.start"],
                End = this["timecode.end"],
                Rate = this["timecode.rate"],
                DropFrame = Flag("timecode.dropFrame"),
            }),
            Image = Group("image.", () => new InspectedImage
            {
                Width = Int("image.width"),
                Height = Int("image.height"),
                Squeeze = this["image.squeeze"],
                BitDepth = Int("image.bitDepth"),
                Codec = this["image.codec"],
                Profile = this["image.profile"],
                PixelFormat = this["image.pixelFormat"],
                Rate = this["image.rate"],
                FieldOrder = this["image.fieldOrder"],
                Colour = Group("image.colour.", () => new InspectedColour
                {
                    Primaries = this["image.colour.primaries"],
                    Transfer = this["image.colour.transfer"],
                    Matrix = this["image.colour.matrix"],
                    Range = this["image.colour.range"],
                    Space = this["image.colour.space"],
                }),
            }),
            Camera = Group("camera.", () => new InspectedCamera
            {
                Make = this["camera.make"],
                Model = this["camera.model"],
                Serial = this["camera.serial"],
                Id = this["camera.id"],
                Firmware = this["camera.firmware"],
                SensorMode = this["camera.sensorMode"],
                MediaSerial = this["camera.mediaSerial"],
            }),
            Lens = Group("lens.", () => new InspectedLens
            {
                Model = this["lens.model"],
                Serial = this["lens.serial"],
                FocalLength = Decimal("lens.focalLength"),
                Iris = this["lens.iris"],
                FocusDistance = Decimal("lens.focusDistance"),
            }),
            Exposure = Group("exposure.", () => new InspectedExposure
            {
                Iso = Decimal("exposure.iso"),
                Gain = Decimal("exposure.gain"),
                ShutterAngle = Decimal("exposure.shutterAngle"),
                ShutterTime = this["exposure.shutterTime"],
                WhiteBalance = Decimal("exposure.whiteBalance"),
                Tint = Decimal("exposure.tint"),
                SensorRate = this["exposure.sensorRate"],
                Nd = this["exposure.nd"],
            }),
            Sound = Group("sound.", () => new InspectedSound
            {
                Codec = this["sound.codec"],
                Channels = Int("sound.channels"),
                SampleRate = Int("sound.sampleRate"),
                BitDepth = Int("sound.bitDepth"),
                Samples = Number("sound.samples"),
                TimeReference = Number("sound.timeReference"),
                Tracks = [.. _tracks.OrderBy(track => track.Index)],
            }),
            Slate = Group("slate.", () => new InspectedSlate
            {
                Project = this["slate.project"],
                Scene = this["slate.scene"],
                Take = this["slate.take"],
                Circled = Flag("slate.circled"),
                Note = this["slate.note"],
                Production = this["slate.production"],
                Director = this["slate.director"],
                Cinematographer = this["slate.cinematographer"],
                Operator = this["slate.operator"],
                Location = this["slate.location"],
            }),
            Facts = [.. _facts],
            Problems = [.. _problems.OrderBy(problem => problem.Severity)],
        };
    }

    /// <summary>Fields that several places in one file state, so that a difference means something.</summary>
    private static readonly HashSet<string> ComparedFields =
    [
        "clip.reel", "clip.frames", "timecode.start", "timecode.rate", "timecode.dropFrame", "image.width", "image.height",
        "image.rate", "camera.make", "camera.model", "camera.serial", "camera.id", "camera.firmware", "lens.model", "lens.serial", "exposure.whiteBalance",
        "exposure.shutterAngle", "exposure.sensorRate", "look.name", "clip.umid", "clip.number", "sound.sampleRate", "sound.bitDepth", "sound.channels", "sound.timeReference",
        "slate.project", "slate.scene", "slate.take", "slate.circled", "exposure.iso",
    ];

    private static bool Agree(string field, string one, string other) =>
        (field is "slate.take" or "slate.scene" && one.TrimStart('0') == other.TrimStart('0'))
        || string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private T? Group<T>(string prefix, Func<T> make) where T : class =>
        _first.Keys.Any(field => field.StartsWith(prefix, StringComparison.Ordinal)) ? make() : null;

    private bool? Flag(string field) => this[field] switch { "true" => true, "false" => false, _ => null };

    private double? Decimal(string field) =>
        double.TryParse(this[field], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    private int? Int(string field) => Number(field) is >= int.MinValue and <= int.MaxValue and var number ? (int)number : null;

    private static string Clean(string? text)
    {
        if (string.IsNullOrEmpty(text)) return "";
        if (text.Length > LongestRaw) text = $"{text[..LongestRaw]}… ({text.Length} characters)";
        // A lone surrogate cannot be written as JSON, a NUL not into a database.
        if (text.Any(char.IsSurrogate)) text = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
        return text.Trim('\0', ' ', '\t', '\r', '\n').Replace('\0', '␀');
    }
}
