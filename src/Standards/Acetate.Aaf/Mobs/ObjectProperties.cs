using System.Collections.Immutable;
using Acetate.Aaf.Objects;

namespace Acetate.Aaf.Mobs;

/// <summary>Asks an object for properties of a kind; what is absent or of another kind is null or empty.</summary>
internal static class ObjectProperties
{
    extension(AafObject source)
    {
        public long? Number(string property) =>
            source[property] is AafValue.Whole { Number: var number } && number >= long.MinValue && number <= long.MaxValue ? (long)number : null;

        public int? Int(string property) => source.Number(property) is { } number && number is >= int.MinValue and <= int.MaxValue ? (int)number : null;

        public string Text(string property) => source[property] is AafValue.Text { Content: var text } ? text : "";

        public AafRational? Ratio(string property) => source[property] is AafValue.Ratio { Number: var ratio } ? ratio : null;

        public DateTime? Moment(string property) => source[property] is AafValue.Moment { Time: var time } ? time : null;

        public AafObject? Child(string property) => source[property] is AafValue.Owned { Target: var child } ? child : null;

        public ImmutableArray<AafObject> Children(string property) => source[property] is AafValue.OwnedAll { Items: var children } ? children : [];

        public AafObject? Target(string property) => source[property] is AafValue.Reference { Target: var target } ? target : null;

        public Guid Key(string property) => source[property] switch
        {
            AafValue.Reference { Key: AafValue.Identifier { Id: var id } } => id,
            AafValue.Identifier { Id: var id } => id,
            _ => Guid.Empty,
        };

        public AafMobId? Mob(string property) => source[property] is AafValue.MobId { Id: var id } ? id : null;

        /// <summary>The name of an enumeration's value, or its digits where nothing names it.</summary>
        public string Word(string property) => source[property] switch
        {
            AafValue.Whole { Name: var name, Number: var number } => name ?? number.ToString(null, null),
            AafValue.Identifier { Name: var name, Id: var id } => name ?? id.ToString(),
            _ => "",
        };

        public ImmutableArray<AafTag> Tags(string property, int depth = 0) => depth > 8 ? [] :
            [.. source.Children(property).Select(tag => new AafTag(
                tag.Text("Name"), tag["Value"] ?? new AafValue.Bytes(ReadOnlyMemory<byte>.Empty), tag.Tags("TaggedValueAttributeList", depth + 1)))];
    }
}
