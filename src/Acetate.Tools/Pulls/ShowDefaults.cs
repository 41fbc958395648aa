using System.Collections.Immutable;
using Acetate.Amf;
using Acetate.Cdl;
using Acetate.Fdl;
using Acetate.Imaging.Colour.Luts;
using Acetate.Library;
using Acetate.Library.Shows;

namespace Acetate.Tools.Pulls;

/// <summary>A show's looks and framing decision lists: what they are is found out when they arrive, and they stand for what an order leaves open.</summary>
public static class ShowDefaults
{
    /// <summary>The most bytes of one document of a show.</summary>
    public const int MostBytes = 16 << 20;

    /// <summary>What a file is, read whole with the reader that pulls use.</summary>
    /// <param name="name">Its file name; the extension says what it is.</param>
    /// <param name="content">Its bytes; from a browser, so nothing of it is believed.</param>
    /// <exception cref="PullException">It cannot be a document of a show; the message says why.</exception>
    public static ShowDocumentKind Check(string name, byte[] content)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(content);
        PullDocument.RequirePlainName(name, "document");
        if (content.Length is 0 or > MostBytes) throw new PullException($"A look or framing decision list has 1 byte to {MostBytes >> 20} MiB; '{name}' has {content.Length:N0}.");
        using var stream = new MemoryStream(content, writable: false);
        try
        {
            switch (ClipDocuments.KindOf(name))
            {
                case DocumentKind.Amf:
                    return AmfReader.Read(stream, name).Problems.FirstOrDefault(problem => problem.Severity == AmfSeverity.Error) is { } wrong
                        ? throw new PullException($"The AMF '{name}' cannot be used: {(wrong.Line > 0 ? $"line {wrong.Line}: " : "")}{wrong.Message}") : ShowDocumentKind.Amf;
                case DocumentKind.Fdl:
                    var reading = FdlReader.Read(content);
                    var error = reading.Problems.FirstOrDefault(problem => problem.Severity == FdlSeverity.Error);
                    return reading.List is null || error is not null
                        ? throw new PullException($"The framing decision list '{name}' cannot be used: {error?.ToString() ?? "it is none."}") : ShowDocumentKind.Fdl;
                case DocumentKind.Cdl:
                    _ = CdlReader.Read(stream, name);
                    return ShowDocumentKind.Cdl;
                case DocumentKind.Lut:
                    _ = LutFile.Read(stream, name);
                    return ShowDocumentKind.Lut;
                default:
                    throw new PullException($"'{name}' is no look and no framing decision list. There are .amf, .fdl, .cdl, .cc, .ccc, .cube, .clf, .ctf, .3dl, .spi1d and .spi3d.");
            }
        }
        catch (AmfException problem)
        {
            throw new PullException($"The AMF '{name}' cannot be used: {problem.Message}");
        }
        catch (CdlException problem)
        {
            throw new PullException($"The CDL '{name}' cannot be used: {problem.Message}");
        }
        catch (LutException problem)
        {
            throw new PullException($"The look-up table '{name}' cannot be used: {problem.Message}");
        }
    }

    extension(LibraryTransaction tx)
    {
        /// <summary>The documents of a show that an order gets besides its own: the default of each kind that it has none of, and what that one names.</summary>
        /// <param name="show">The show, as the library writes it.</param>
        /// <param name="own">The order's own documents.</param>
        /// <param name="named">Names of documents that the settings ask for.</param>
        /// <param name="cancellationToken">Stops it.</param>
        internal async Task<ImmutableArray<PullDocument>> ShowDocumentsForAsync(string show, ImmutableArray<PullDocument> own, IEnumerable<string> named, CancellationToken cancellationToken)
        {
            var there = (await tx.ShowDocumentsAsync(show, cancellationToken)).FindAll(document => document.RemovedAt is null);
            var has = own.Select(document => document.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
            var kinds = own.Select(document => ClipDocuments.KindOf(document.Name)).ToHashSet();
            var found = ImmutableArray.CreateBuilder<PullDocument>();
            foreach (var document in there.Where(document => document.IsDefault && !kinds.Contains(ClipDocuments.KindOf(document.Name)))) await TakeAsync(document);
            foreach (var name in named.Concat(found.Where(one => ClipDocuments.KindOf(one.Name) == DocumentKind.Amf).SelectMany(PartsOf)).ToList())
                if (there.Find(document => document.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } part) await TakeAsync(part);
            return found.ToImmutable();

            async Task TakeAsync(ShowDocument document)
            {
                if (has.Add(document.Name)) found.Add(new(document.Name, await tx.ShowDocumentContentAsync(document.Id, cancellationToken)) { IsOfShow = true });
            }
        }

        /// <summary>The documents of a show that some clips may have: the defaults, those that are named after one of them, and what either names.</summary>
        /// <param name="show">The show, as the library writes it.</param>
        /// <param name="clips">What the clips, their reels and their roll are called.</param>
        /// <param name="named">Names of documents that the settings ask for.</param>
        /// <param name="cancellationToken">Stops it.</param>
        internal async Task<ImmutableArray<PullDocument>> ShowDocumentsOfAsync(string show, IReadOnlySet<string> clips, IEnumerable<string> named, CancellationToken cancellationToken)
        {
            var asked = named.ToHashSet(StringComparer.OrdinalIgnoreCase);
            var there = (await tx.ShowDocumentsAsync(show, cancellationToken)).FindAll(document => document.RemovedAt is null);
            var found = new Dictionary<string, PullDocument>(StringComparer.OrdinalIgnoreCase);
            foreach (var document in there.Where(document => document.IsDefault || asked.Contains(document.Name) || clips.Contains(Path.GetFileNameWithoutExtension(document.Name)))) await TakeAsync(document);
            foreach (var name in found.Values.Where(one => ClipDocuments.KindOf(one.Name) == DocumentKind.Amf).SelectMany(PartsOf).ToList())
                if (there.Find(document => document.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } part) await TakeAsync(part);
            return [.. found.Values];

            async Task TakeAsync(ShowDocument document) => found[document.Name] = new(document.Name, await tx.ShowDocumentContentAsync(document.Id, cancellationToken)) { IsOfShow = true };
        }
    }

    /// <summary>The files that an AMF names.</summary>
    internal static List<string> PartsOf(PullDocument amf)
    {
        using var stream = new MemoryStream(amf.Content, writable: false);
        return AmfFiles.Named(AmfReader.Read(stream, amf.Name)).Select(address => Uri.UnescapeDataString(address.Trim())).ToList();
    }
}
