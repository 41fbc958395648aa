using System.Collections.Immutable;
using Acetate.Aaf.Mobs;

namespace Acetate.Aaf.Compositions;

/// <summary>Turns the slots of a mob into tracks.</summary>
internal sealed class CompositionReader(AafFile file, AafMob mob)
{
    private const int MaxProblems = 1000;
    private readonly ChainResolver chains = new(file);
    private readonly ImmutableArray<AafProblem>.Builder problems = ImmutableArray.CreateBuilder<AafProblem>();
    private readonly Dictionary<AafMediaKind, int> numbers = [];

    public AafComposition Read()
    {
        var tracks = ImmutableArray.CreateBuilder<AafTrack>();
        foreach (var slot in mob.Slots.Where(slot => slot is { Kind: AafSlotKind.Timeline, Media: AafMediaKind.Picture or AafMediaKind.Sound }))
            tracks.AddRange(Tracks(slot));
        var rate = (tracks.FirstOrDefault(track => track.Media == AafMediaKind.Picture) ?? tracks.FirstOrDefault())?.Rate;
        var start = rate is { } known ? new TimecodeTracks(mob).At(Fraction.Zero, known) : [];
        return new()
        {
            Mob = mob,
            Rate = rate,
            Start = start.IsEmpty ? null : start[0].Value,
            Tracks = tracks.ToImmutable(),
            Markers = Markers.Of(mob),
            Problems = problems.ToImmutable(),
        };
    }

    /// <summary>Programs write V1 to Vn either as slots, or as the layers of one slot.</summary>
    private IEnumerable<AafTrack> Tracks(AafSlot slot)
    {
        if (slot.EditRate.ToRate() is not { } rate)
        {
            Note($"slot {slot.Id}", $"The track is left out: {slot.EditRate} is no edit rate.");
            yield break;
        }

        var layers = slot.Segment is AafComponent.NestedScope scope ? scope.Slots : [slot.Segment!];
        for (var layer = 0; layer < layers.Length; layer++)
        {
            var number = numbers[slot.Media] = numbers.GetValueOrDefault(slot.Media) + 1;
            var (segment, effects) = Content(layers[layer]);
            var items = new ItemReader(chains, mob, rate, $"{(slot.Media == AafMediaKind.Picture ? 'V' : 'A')}{number}", Note).Items(segment);
            yield return new()
            {
                Media = slot.Media,
                Slot = slot,
                Number = number,
                Layer = layer + 1,
                Name = slot.Name,
                Rate = rate,
                Length = items.IsEmpty ? 0 : items.Max(item => item.Range.End),
                Items = items,
                Effects = effects,
            };
        }
    }

    /// <summary>What lies on a track beneath the effects on the whole of it, such as the pan of a sound track.</summary>
    private static (AafComponent? Content, ImmutableArray<AafComponent.Effect> Effects) Content(AafComponent? segment)
    {
        var effects = ImmutableArray.CreateBuilder<AafComponent.Effect>();
        while (segment is AafComponent.Effect { Inputs: [AafComponent.Sequence or AafComponent.Effect] } effect && AafSpeed.Of(effect) is null)
        {
            effects.Insert(0, effect);
            segment = effect.Inputs[0];
        }

        return (segment, effects.ToImmutable());
    }

    private void Note(string place, string message)
    {
        if (problems.Count < MaxProblems)
            problems.Add(new(mob.Name.Length > 0 ? $"'{mob.Name}', {place}" : place, message));
    }
}
