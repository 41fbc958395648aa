using Acetate.Otio;

namespace Acetate.Standards.Tests.Otio;

/// <summary>A timeline with an object of every schema, made here.</summary>
internal static class SampleTimeline
{
    public static Timeline Timeline { get; } = new()
    {
        Name = "reel 3",
        GlobalStartTime = new RationalTime(86400, 24),
        Metadata = [new("show", new OtioValue.Dictionary([new("zulu", 1L), new("alpha", "é \"quoted\" \\ \n\u0001"), new("list", OtioValue.List.Of(true, 2.5, OtioValue.Null.Value, new RationalTime(1, 24), new TimeRange(0, 10, 24)))]))],
        Tracks = new()
        {
            Name = "tracks",
            Children =
            [
                new Track { Name = "V1", Children = [Clip("a", 100, 48), Dissolve, Clip("b", 200, 48), Gap.Of(new(24, 24)), Nested, Speedy] },
                new Track { Name = "V2", Children = [Gap.Of(new(72, 24)), Clip("over", 300, 24), new Gap { SourceRange = new(0, 120, 24) }] },
                new Track { Name = "A1", Kind = Track.Audio, Children = [Clip("sound", 0, 216)] },
            ],
        },
    };

    private static Transition Dissolve => new() { Name = "x", InOffset = new(12, 24), OutOffset = new(6, 24), TransitionType = Transition.Dissolve };

    private static Stack Nested => new()
    {
        Name = "comp",
        SourceRange = new(12, 48, 24),
        Children = [new Track { Children = [Clip("inner 1", 0, 36), Clip("inner 2", 1000, 100)] }, new UnknownSchema("Caption", 3) { OtherMembers = [new("text", "hi")] }],
        Metadata = [new("space", new OtioValue.Dictionary([new("box", new Box2d(new(0, 0), new(16, 9))), new("move", new TimeTransform(new(1, 24), 2))]))],
    };

    private static Clip Speedy => new()
    {
        Name = "fast",
        SourceRange = new(50, 48, 24),
        Color = new Color(0.25, 0.5, 1, 1, "Mine"),
        Enabled = false,
        Effects = [new LinearTimeWarp { EffectName = "speed", TimeScalar = 2 }, new FreezeFrame(), new TimeEffect { EffectName = "ramp" }, new PlainEffect { EffectName = "blur", Enabled = false }],
        Markers = [new Marker { Name = "note", Comment = "see here", Color = Color.Named("RED"), MarkedRange = new(60, 0, 24) }],
        MediaReferences =
        [
            new(Acetate.Otio.Clip.DefaultMediaKey, new ImageSequenceReference { TargetUrlBase = "file:///raid/A001C001", NamePrefix = "A001C001.", NameSuffix = ".exr", StartFrame = 1001, Rate = 24, FrameZeroPadding = 7, AvailableRange = new(0, 200, 24), MissingFramePolicy = MissingFramePolicy.Hold }),
            new("proxy", new ExternalReference { TargetUrl = "proxies/A001C001.mov", AvailableRange = new(0, 200, 24), AvailableImageBounds = new(new(0, 0), new(16, 9)) }),
            new("bars", new GeneratorReference { GeneratorKind = "SMPTEBars", Parameters = [new("level", 0.75)] }),
        ],
        OtherMembers = [new("later", "kept")],
    };

    public static Clip Clip(string name, double start, double duration) => new()
    {
        Name = name,
        SourceRange = new(start, duration, 24),
        Metadata = [new("cmx_3600", new OtioValue.Dictionary([new("reel", "A001R2EC")]))],
    };
}
