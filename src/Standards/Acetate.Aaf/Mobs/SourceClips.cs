namespace Acetate.Aaf.Mobs;

/// <summary>Finds the source clips of a component.</summary>
internal static class SourceClips
{
    /// <summary>All source clips within, renderings and alternatives among them.</summary>
    public static IEnumerable<AafComponent.SourceClip> Below(AafComponent? component)
    {
        var open = new Stack<AafComponent?>([component]);
        while (open.TryPop(out var next))
        {
            if (next is AafComponent.SourceClip clip)
                yield return clip;
            foreach (var child in Children(next))
            {
                if (child is not null)
                    open.Push(child);
            }
        }
    }

    private static AafComponent?[] Children(AafComponent? component) => component switch
    {
        AafComponent.Sequence sequence => [.. sequence.Components],
        AafComponent.Transition transition => [transition.Operation],
        AafComponent.Effect effect => [.. effect.Inputs, effect.Rendering],
        AafComponent.Selector selector => [selector.Selected, .. selector.Alternates],
        AafComponent.NestedScope scope => [.. scope.Slots],
        AafComponent.Pulldown pulldown => [pulldown.Input],
        AafComponent.EssenceGroup group => [.. group.Choices],
        _ => [],
    };
}
