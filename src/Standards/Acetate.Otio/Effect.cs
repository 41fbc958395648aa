namespace Acetate.Otio;

/// <summary>Something done to an item.</summary>
public abstract record Effect : NamedObject
{
    private protected Effect()
    {
    }

    /// <summary>Which effect it is, in the words of the program that made it.</summary>
    public string EffectName { get; init; } = "";

    /// <summary>Whether it is switched on.</summary>
    public bool Enabled { get; init; } = true;
}

/// <summary>Any effect that has no schema of its own: <c>Effect.1</c>. <see cref="Effect.EffectName"/> says which it is.</summary>
public sealed record PlainEffect : Effect
{
    /// <inheritdoc/>
    public override string SchemaName => "Effect";
}

/// <summary>A change of speed of which no more is known: <c>TimeEffect.1</c>.</summary>
public sealed record TimeEffect : Effect
{
    /// <inheritdoc/>
    public override string SchemaName => "TimeEffect";
}

/// <summary>A constant change of speed: <see cref="LinearTimeWarp"/> or <see cref="FreezeFrame"/>.</summary>
public abstract record TimeWarp : Effect
{
    private protected TimeWarp(double timeScalar) => TimeScalar = timeScalar;

    /// <summary>Frames of the media per frame of the cut: 2 is twice as fast, -1 runs backwards, 0 stands still.</summary>
    public double TimeScalar { get; init; }
}

/// <summary>A constant speed.</summary>
public sealed record LinearTimeWarp() : TimeWarp(1)
{
    /// <inheritdoc/>
    public override string SchemaName => "LinearTimeWarp";
}

/// <summary>One frame that stands still: the first one of the item's source range.</summary>
public sealed record FreezeFrame : TimeWarp
{
    /// <summary>A freeze frame, named as the reference implementation names it.</summary>
    public FreezeFrame() : base(0) => EffectName = "FreezeFrame";

    /// <inheritdoc/>
    public override string SchemaName => "FreezeFrame";
}
