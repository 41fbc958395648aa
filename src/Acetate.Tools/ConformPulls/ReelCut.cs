using System.Collections.Immutable;
using System.Text;
using Acetate.Cuts;
using Acetate.Library.Matching;

namespace Acetate.Tools.ConformPulls;

/// <summary>A cut of the programme with what the matcher found for it.</summary>
/// <param name="Name">Its name in the pull: that of its file, without extension; see <see cref="NamesOf"/>.</param>
/// <param name="FileName">The file it was read from, without folders.</param>
/// <param name="Cut">The cut.</param>
/// <param name="Outcomes">What the matcher found, by the id of the event.</param>
public sealed record ReelCut(string Name, string FileName, Cut Cut, IReadOnlyDictionary<string, MatchOutcome> Outcomes)
{
    /// <summary>The names of reels by their files, in the same order: without extension, and no two alike on any file system.</summary>
    public static ImmutableArray<string> NamesOf(IEnumerable<string> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return [.. files.Select(Path.GetFileNameWithoutExtension).Select(stem => Numbered(PieceNames.Plain(string.IsNullOrEmpty(stem) ? "cut" : stem).Normalize(NormalizationForm.FormC), taken))];
    }

    private static string Numbered(string name, HashSet<string> taken)
    {
        var free = name;
        for (var number = 2; !taken.Add(free); number++) free = $"{name}_{number}";
        return free;
    }
}
