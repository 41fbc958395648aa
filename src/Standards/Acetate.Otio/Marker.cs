namespace Acetate.Otio;

/// <summary>A locator: a place or a range of an item with a note.</summary>
public sealed record Marker : NamedObject
{
    /// <inheritdoc/>
    public override string SchemaName => "Marker";

    /// <summary>Its colour; null for none. Its name is kept as the file wrote it: files up to 0.18 say only a name, such as <c>RED</c>.</summary>
    public Color? Color { get; init; } = Otio.Color.Named("GREEN");

    /// <summary>What it marks, in the time of its item; a duration of 0 marks one place.</summary>
    public TimeRange MarkedRange { get; init; } = new(RationalTime.Zero, RationalTime.Zero);

    /// <summary>The note.</summary>
    public string Comment { get; init; } = "";
}
