using System.Collections.Immutable;

namespace Acetate.Media.Sound;

/// <summary>A file that may be sound.</summary>
/// <param name="Path">Where it lies on this machine.</param>
/// <param name="Name">What results call it: a path, by which people find it.</param>
/// <param name="Roll">The sound roll that it is of; takes are never put together of files of two rolls. Empty, when nobody knows.</param>
public sealed record SoundPath(string Path, string Name, string Roll = "")
{
    /// <summary>How a file that lies elsewhere is read; then <see cref="Path"/> is not asked. Null, the default: it is on this machine.</summary>
    public ElsewhereSound? Elsewhere { get; init; }
}

/// <summary>A file of sound that is fetched when it is listened to: most recordings of a day are not, since their labels say that they were not running.</summary>
/// <param name="Headers">Opens it for reading headers.</param>
/// <param name="Fetch">Brings it to this machine and gives its path; asked once at most.</param>
public sealed record ElsewhereSound(Func<Stream> Headers, Func<string> Fetch);

/// <summary>A file that cannot be read as sound.</summary>
/// <param name="Path">As <see cref="SoundPath.Name"/>.</param>
/// <param name="Reason">Why, in a sentence.</param>
/// <param name="Roll">As <see cref="SoundPath.Roll"/>.</param>
public sealed record RefusedSound(string Path, string Reason, string Roll = "");

/// <summary>The files of recorders, opened and put together to takes. What cannot be read is told with its reason. Disposing closes them.</summary>
public sealed class OpenedSounds : IDisposable
{
    /// <summary>Channels that a file may have: more than recorders of a set write, few enough to listen to each.</summary>
    public const int MostChannels = 64;

    private readonly Dictionary<SoundTake, (string Roll, ImmutableArray<string> Names)> origins = new(ReferenceEqualityComparer.Instance);

    private OpenedSounds(ImmutableArray<SoundTake> takes, ImmutableArray<RefusedSound> refused) => (Takes, Refused) = (takes, refused);

    /// <summary>The takes: those of the roll that was named first come first.</summary>
    public ImmutableArray<SoundTake> Takes { get; }

    /// <summary>What cannot be read.</summary>
    public ImmutableArray<RefusedSound> Refused { get; }

    /// <summary>Opens files.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="around">Put around the samples of each file, such as to count what is read; it disposes what it is around. Null: nothing.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="IOException">A file cannot be opened.</exception>
    public static OpenedSounds Open(IEnumerable<SoundPath> paths, Func<ISoundSamples, ISoundSamples>? around = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var opened = new List<(SoundPath Path, SoundFile File, ISoundSamples Samples)>();
        var refused = ImmutableArray.CreateBuilder<RefusedSound>();
        try
        {
            foreach (var path in paths)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var name = Path.GetFileName(path.Name);
                try
                {
                    var samples = path.Elsewhere is { } elsewhere ? WaveSamples.Open(elsewhere.Headers(), elsewhere.Fetch, name) : WaveSamples.Open(path.Path, name);
                    if (samples.Channels > MostChannels)
                    {
                        samples.Dispose();
                        refused.Add(new(path.Name, $"'{name}' has {samples.Channels} channels, and {MostChannels} are the most that are listened to. Split it into files of fewer.", path.Roll));
                        continue;
                    }

                    opened.Add((path, SoundFile.Of(samples, name), around?.Invoke(samples) ?? samples));
                }
                catch (InvalidDataException broken)
                {
                    refused.Add(new(path.Name, broken.Message, path.Roll));
                }
            }

            var names = opened.ToDictionary(one => one.File, one => one.Path, (IEqualityComparer<SoundFile>)ReferenceEqualityComparer.Instance);
            var rolls = opened.GroupBy(one => one.Path.Roll, StringComparer.Ordinal)
                .SelectMany(roll => SoundTake.Group(roll.Select(one => (one.File, one.Samples))), (roll, take) => (roll.Key, Take: take)).ToList();
            var sounds = new OpenedSounds([.. rolls.Select(one => one.Take)], refused.ToImmutable());
            foreach (var (roll, take) in rolls) sounds.origins.Add(take, (roll, [.. take.Files.Select(file => names[file].Name)]));
            return sounds;
        }
        catch
        {
            foreach (var (_, _, samples) in opened) (samples as IDisposable)?.Dispose();
            throw;
        }
    }

    /// <summary>The roll that a take is of, and the names of its files as they were given.</summary>
    public (string Roll, ImmutableArray<string> Names) OriginOf(SoundTake take) => origins[take];

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var take in Takes) take.Dispose();
    }
}
