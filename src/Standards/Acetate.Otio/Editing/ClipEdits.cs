using System.Collections.Immutable;

namespace Acetate.Otio.Editing;

/// <summary>The same change to every clip, wherever it stands.</summary>
public static class ClipEdits
{
    /// <summary>The same object with every clip in it replaced, such as linked to other media. What does not change stays the same object.</summary>
    /// <param name="root">A timeline, a collection, a composition or a clip.</param>
    /// <param name="change">Makes the new clip of an old one; called in the order of the file.</param>
    /// <exception cref="OtioException">It is nested too deep.</exception>
    public static T MapClips<T>(this T root, Func<Clip, Clip> change) where T : OtioObject
    {
        ArgumentNullException.ThrowIfNull(root);
        ArgumentNullException.ThrowIfNull(change);
        return (T)Map(root, change, 0);
    }

    private static OtioObject Map(OtioObject value, Func<Clip, Clip> change, int depth)
    {
        if (depth > OtioReader.MostLevels) throw new OtioException(OtioRule.TooLarge, $"The object is nested deeper than {OtioReader.MostLevels} levels. Flatten the compositions within it.");
        switch (value)
        {
            case Clip clip:
                return change(clip);
            case Timeline timeline:
                var tracks = (Stack)Map(timeline.Tracks, change, depth + 1);
                return ReferenceEquals(tracks, timeline.Tracks) ? timeline : timeline with { Tracks = tracks };
            case Composition composition:
                var children = Map(composition.Children, change, depth);
                return children == composition.Children ? composition : composition with { Children = children };
            case SerializableCollection collection:
                var items = Map(collection.Children, change, depth);
                return items == collection.Children ? collection : collection with { Children = items };
            default:
                return value;
        }
    }

    private static ImmutableArray<OtioObject> Map(ImmutableArray<OtioObject> children, Func<Clip, Clip> change, int depth)
    {
        if (children.IsDefaultOrEmpty) return children;
        OtioObject[]? changed = null;
        for (var i = 0; i < children.Length; i++)
        {
            var made = Map(children[i], change, depth + 1);
            if (!ReferenceEquals(made, children[i])) (changed ??= [.. children])[i] = made;
        }

        return changed is null ? children : [.. changed];
    }
}
