using System.Collections.Immutable;
using System.Text;
using Acetate.Library;

namespace Acetate.Tools.Exchange;

/// <summary>Clips as a list that editing systems and spreadsheets read: a bin, without a timeline.</summary>
public static class ClipList
{
    /// <summary>The forms there are, by the ends of file names.</summary>
    public static ImmutableArray<string> Forms { get; } = ["ale", "csv", "otio", "fcpxml"];

    /// <summary>The list as bytes. The same clips give the same bytes.</summary>
    /// <param name="form">One of <see cref="Forms"/>.</param>
    /// <param name="name">The title of the list.</param>
    /// <param name="media">The folder with a folder for each roll, as the other program sees it: a path or an address. Empty: the folder that the list lies in.</param>
    /// <param name="clips">The clips.</param>
    /// <exception cref="LibraryException">There is no such form, or a clip has no place in it; the message says which, why, and the way out.</exception>
    public static ReadOnlyMemory<byte> Of(string form, string name, string media, ImmutableArray<ListedClip> clips)
    {
        ArgumentNullException.ThrowIfNull(name);
        return form switch
        {
            "ale" => AleBin.Of(clips),
            "csv" => new UTF8Encoding(false).GetBytes(CsvBin.Of(clips)),
            "otio" => OtioBin.Of(name, new MediaAddress(media), clips),
            "fcpxml" => FcpXmlBin.Of(name, new MediaAddress(media), clips),
            _ => throw new LibraryException(LibraryProblem.Settings, $"There is no list of clips in the form '{form}'. Ask for {string.Join(", ", Forms[..^1])} or {Forms[^1]}."),
        };
    }

    /// <summary>What a form is called when it is sent.</summary>
    public static string ContentTypeOf(string form) => form switch { "csv" => "text/csv; charset=utf-8", "otio" => "application/json", "fcpxml" => "application/xml", _ => "text/plain; charset=utf-8" };

    /// <summary>The clips that a list cannot hold, as one refusal with the way out.</summary>
    internal static void Refuse(IEnumerable<ListedClip> odd, string why, string wayOut)
    {
        var names = odd.Select(one => one.Clip.Name).ToList();
        if (names.Count == 0) return;
        throw new LibraryException(LibraryProblem.Settings, $"{string.Join(", ", names.Take(3))}{(names.Count > 3 ? $" and {names.Count - 3} more" : "")} {why}. {wayOut}");
    }
}
