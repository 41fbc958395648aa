using System.Collections.Immutable;
using Acetate.Aaf.Mobs;
using Acetate.Timing;

namespace Acetate.Aaf.Compositions;

/// <summary>Turns the components of one track into items.</summary>
/// <remarks>
/// A sequence becomes its components from cut to cut. What holds exactly one thing is that thing: an effect over one clip becomes the clip with
/// the effect, a choice becomes what was chosen. What holds several becomes a stack, whose layers are not spread over the track.
/// </remarks>
internal sealed class ItemReader(ChainResolver chains, AafMob owner, FrameRate rate, string track, Action<string, string> note)
{
    public ImmutableArray<AafItem> Items(AafComponent? component)
    {
        if (component is not AafComponent.Sequence sequence)
            return component is null || component.Length == 0 ? [] : [Item(component, 0, 0, Known(component.Length))];
        var places = SequencePlaces.Of(sequence);
        var items = ImmutableArray.CreateBuilder<AafItem>();
        for (var i = 0; i < sequence.Components.Length; i++)
        {
            var part = sequence.Components[i];
            if (part is AafComponent.Transition transition)
            {
                items.Add(Transition(transition, places.Begin(i), places.Cut(i)));
                continue;
            }

            var (begin, cut, end) = (places.Begin(i), places.Cut(i), places.End(i));
            if (part.Length < 0)
                note($"{track}, frame {begin}", $"The length of the {Words(part)} is not told; it is taken as 0.");
            if (end <= cut)
                continue;
            var item = Item(part, cut - begin, cut, end - cut);
            items.Add(item with { HeadOverlap = cut - begin, TailOverlap = Math.Max(0, begin + Known(part.Length) - end) });
        }

        return items.ToImmutable();
    }

    /// <summary>An item for a component of which the first frames are hidden by a transition.</summary>
    private AafItem Item(AafComponent component, long hidden, long start, long length)
    {
        var range = new FrameRange(start, length, rate);
        return component switch
        {
            AafComponent.SourceClip clip => Clip(clip, Fraction.Of(hidden), range),
            AafComponent.Filler => new() { Kind = AafItemKind.Gap, Range = range, Component = component },
            AafComponent.ScopeReference => new() { Kind = AafItemKind.Below, Range = range, Component = component },
            AafComponent.Effect effect => Effect(effect, hidden, range),
            AafComponent.Selector selector => Choice(selector, hidden, range),
            AafComponent.Sequence sequence => Only(Items(sequence), component, hidden, range),
            AafComponent.NestedScope scope => Stack(component, [.. scope.Slots.Select(Items)], range),
            AafComponent.EssenceGroup { Choices.Length: > 0 } group => Item(group.Choices[0], hidden, start, length),
            AafComponent.Pulldown { Input: not null } pulldown => Item(pulldown.Input, hidden, start, length),
            _ => new() { Kind = AafItemKind.Other, Range = range, Component = component },
        };
    }

    private AafItem Clip(AafComponent.SourceClip clip, Fraction at, FrameRange range)
    {
        var chain = chains.Resolve(clip, at, rate, owner);
        if (Complaint(chain) is { } complaint)
            note($"{track}, frame {range.Start}", complaint);
        return new()
        {
            Kind = AafItemKind.Clip,
            Range = range,
            Name = chain.Links.IsEmpty ? "" : chain.Links[0].Mob.Name,
            Source = chain,
            Component = clip,
        };
    }

    private AafItem Effect(AafComponent.Effect effect, long hidden, FrameRange range)
    {
        var speed = AafSpeed.Of(effect);
        if (effect.Inputs.IsEmpty)
            return new() { Kind = AafItemKind.Generator, Range = range, Name = effect.Operation.Name, Effects = [effect], Component = effect };
        if (effect.Inputs.Length > 1)
            return Stack(effect, [.. effect.Inputs.Select(Items)], range) with { Effects = [effect], Speed = speed };

        // Under a change of speed, the hidden frames of the item are other frames of what lies within.
        var within = effect.Inputs[0];
        var inner = speed is null || hidden == 0 ? hidden : speed.SourceOffset(Fraction.Of(hidden)).Floor - speed.SourceOffset(Fraction.Zero).Floor;
        var item = within is AafComponent.Sequence sequence
            ? Only(Items(sequence), within, inner, range)
            : Item(within, inner, range.Start, range.Length);
        return item with { Effects = item.Effects.Add(effect), Speed = Together(item.Speed, speed), Component = effect };
    }

    private AafItem Choice(AafComponent.Selector selector, long hidden, FrameRange range)
    {
        // What is switched off is kept as the alternative to nothing.
        if (selector is { Selected: AafComponent.Filler or AafComponent.ScopeReference or null, Alternates: [var off, ..] })
            return Item(off, hidden, range.Start, range.Length) with { IsOn = false, Component = selector };
        if (selector.Selected is null)
            return new() { Kind = AafItemKind.Gap, Range = range, Component = selector };
        return Item(selector.Selected, hidden, range.Start, range.Length) with
        {
            Alternates = [.. selector.Alternates.Select(other => Item(other, hidden, range.Start, range.Length))],
            Component = selector,
        };
    }

    /// <summary>The one item of a sequence, placed anew; several become a stack of one layer.</summary>
    private AafItem Only(ImmutableArray<AafItem> items, AafComponent component, long hidden, FrameRange range)
    {
        if (items is not [var only])
            return Stack(component, [items], range);
        return hidden == 0 ? only with { Range = range } : Item(only.Component, hidden, range.Start, range.Length);
    }

    private static AafItem Stack(AafComponent component, ImmutableArray<ImmutableArray<AafItem>> layers, FrameRange range) => new()
    {
        Kind = layers.All(layer => layer.IsEmpty) ? AafItemKind.Gap : AafItemKind.Stack,
        Range = range,
        Name = layers.SelectMany(layer => layer).FirstOrDefault(item => item.Name.Length > 0)?.Name ?? "",
        Layers = layers,
        Component = component,
    };

    private AafItem Transition(AafComponent.Transition transition, long begin, long cut) => new()
    {
        Kind = AafItemKind.Transition,
        Range = new(begin, Known(transition.Length), rate),
        Name = transition.Operation?.Operation.Name ?? "",
        Effects = transition.Operation is { } effect ? [effect] : [],
        CutPoint = cut,
        Component = transition,
    };

    /// <summary>Two changes of speed upon each other: constant ones multiply, others are a ramp that is told without its curve.</summary>
    private static AafSpeed? Together(AafSpeed? inner, AafSpeed? outer)
    {
        if (inner is null || outer is null)
            return inner ?? outer;
        var ratio = new Fraction((Int128)inner.Ratio.Numerator * outer.Ratio.Numerator, (Int128)inner.Ratio.Denominator * outer.Ratio.Denominator);
        var first = inner.SourceOffset(outer.SourceOffset(Fraction.Zero));
        if (Int128.Abs(ratio.Top) > int.MaxValue || ratio.Bottom > int.MaxValue || Int128.Abs(first.Top) > int.MaxValue || first.Bottom > int.MaxValue)
            return outer;
        var isVarying = inner.Kind == AafSpeedKind.Varying || outer.Kind == AafSpeedKind.Varying;
        return new()
        {
            Kind = isVarying ? AafSpeedKind.Varying : ratio.Top == 0 ? AafSpeedKind.Freeze : AafSpeedKind.Constant,
            Ratio = new((int)ratio.Top, (int)ratio.Bottom),
            FirstOffset = new((int)first.Top, (int)first.Bottom),
        };
    }

    private static long Known(long length) => Math.Clamp(length, 0, int.MaxValue);

    private static string Words(AafComponent component) => component switch
    {
        AafComponent.SourceClip => "clip",
        AafComponent.Filler => "filler",
        AafComponent.Effect { Operation.Name: { Length: > 0 } name } => $"effect '{name}'",
        _ => component.Raw.ClassName,
    };

    private static string? Complaint(AafSourceChain chain) => chain.End switch
    {
        AafChainEnd.MissingMob when chain.Links.IsEmpty => $"The clip's mob {chain.Broken} is not in the file. Export the sequence with its master clips.",
        AafChainEnd.MissingMob => $"The mob {chain.Broken}, from which '{chain.Links[^1].Mob.Name}' comes, is not in the file; the chain of sources ends there.",
        AafChainEnd.MissingTrack => $"'{chain.Links[^1].Mob.Name}' has no track of the number that the clip names.",
        AafChainEnd.Circle => $"The sources of '{chain.Links[0].Mob.Name}' run in a circle at mob {chain.Broken}; the chain ends there.",
        AafChainEnd.TooLong => $"The sources of the clip go on for too many mobs; the chain ends there.",
        _ => null,
    };
}
