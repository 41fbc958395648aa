using System.Collections.Immutable;
using Acetate.Media.Sound.Sync;
using Acetate.Storage.Local;

namespace Acetate.Cli.Media;

/// <summary>Writes the sound of clips into a folder: whole files under their names, read back, never over others.</summary>
internal sealed class SyncedFiles : IDisposable
{
    private readonly string target, folder;
    private readonly bool isNew;

    /// <param name="target">The folder; it is made when it is not there.</param>
    public SyncedFiles(string target)
    {
        this.target = target;
        isNew = !Directory.Exists(target);
        Directory.CreateDirectory(target);
        // Within the target, so that finished files only need to be renamed.
        folder = Directory.CreateDirectory(Path.Join(target, $".acetate-sync-{Guid.CreateVersion7():N}")).FullName;
    }

    /// <summary>Whether what timecode alone found is written too.</summary>
    public bool WithUnconfirmed { get; init; }

    /// <summary>Whether samples are copied as they are, however far clocks drifted apart.</summary>
    public bool KeepsDrift { get; init; }

    /// <summary>Writes a file for each recording that may be trusted.</summary>
    /// <exception cref="IOException">The folder cannot be written to, or does not give back what was written.</exception>
    public ImmutableArray<SyncReport.WrittenSound> Write(SyncClip clip, IEnumerable<SyncResult> results, CancellationToken cancellationToken)
    {
        var written = ImmutableArray.CreateBuilder<SyncReport.WrittenSound>();
        foreach (var result in results.Where(result => result.CanBeCut(WithUnconfirmed)))
        {
            var name = $"{Plain(clip.Name)}_{Plain(Path.GetFileNameWithoutExtension(result.Sound.First.Name))}.wav";
            var path = Path.Join(target, name);
            var sound = SyncedSound.Of(clip, result, KeepsDrift);
            if (sound.IsTooLarge || Path.Exists(path))
            {
                written.Add(sound.IsTooLarge ? TooLarge(name, sound) : Taken(name, sound));
                continue;
            }

            var made = Path.Join(folder, name);
            var held = sound.Write(made, cancellationToken);
            if (FinalName.TryTake(made, path)) written.Add(new(name, sound.Length, sound.Sound.SampleRate, sound.Sound.Channels, sound.DriftPpm, held, null));
            else written.Add(Taken(name, sound));
        }

        return written.ToImmutable();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Directory.Delete(folder, recursive: true);
        if (isNew && !Directory.EnumerateFileSystemEntries(target).Any()) Directory.Delete(target);
    }

    private static SyncReport.WrittenSound Taken(string name, SyncedSound sound) =>
        Not(name, sound, "A file of this name is there already, and nothing is overwritten. Name another folder with --write, or move that one away.");

    private static SyncReport.WrittenSound TooLarge(string name, SyncedSound sound) => Not(name, sound, "It would be larger than 4 GiB, which a wave file cannot hold. Trim the clip and synchronise its parts.");

    private static SyncReport.WrittenSound Not(string name, SyncedSound sound, string problem) => new(name, sound.Length, sound.Sound.SampleRate, sound.Sound.Channels, sound.DriftPpm, 0, problem);

    private static string Plain(string name) => string.Concat(name.Select(letter => letter is '/' or '\\' or '\0' || char.IsControl(letter) ? '_' : letter));
}
