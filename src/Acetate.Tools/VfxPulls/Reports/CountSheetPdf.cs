using System.Globalization;
using Acetate.Steps.Documents;

namespace Acetate.Tools.VfxPulls.Reports;

/// <summary>The count sheet as a PDF to print, sign and file.</summary>
public static class CountSheetPdf
{
    private const string Line = "______________________________";

    /// <summary>The file; the same sheet gives the same bytes.</summary>
    public static byte[] Of(CountSheet sheet)
    {
        ArgumentNullException.ThrowIfNull(sheet);
        var title = sheet.Title;
        var pages = new PdfPages();
        pages.Title(title, sheet.Heading);
        pages.Text(CountSheetHtml.Totals(sheet), isBold: true);
        foreach (var sentence in CountSheetHtml.Takes(sheet)) pages.Text(sentence);
        if (!sheet.Plates.IsEmpty)
        {
            pages.Heading("Plates");
            pages.Table([("Plate", 15), ("Frames", 11), ("Source", 26), ("Pixels", 10), ("Still to do, notes, why this clip", 38)], sheet.Plates.Select(plate =>
            {
                var (first, last) = CountSheet.UsedOf(plate);
                return ((ReadOnlyMemory<byte>?)null, (string[])
                [
                    string.Create(CultureInfo.InvariantCulture, $"{plate.Shot} {plate.Element}\nv{plate.Version:000}, {plate.Change}"),
                    string.Create(CultureInfo.InvariantCulture, $"{CountSheet.FramesOf(plate):N0}\n{plate.FirstNumber}–{plate.LastNumber}\ncut {first}–{last}\nhandles {CountSheet.HandlesOf(plate.Range)}"),
                    $"{plate.Source.Clip}\n{CountSheetHtml.Source(plate)}",
                    string.Create(CultureInfo.InvariantCulture, $"{plate.Width} × {plate.Height}\n{plate.Encoding}"),
                    string.Join('\n', plate.Remaining.Concat(plate.Notes).Concat(plate.Why)),
                ]);
            }));
        }

        if (!sheet.Standing.IsEmpty)
        {
            pages.Heading("Standing as they were");
            pages.Table([("Plate", 30), ("Version", 15), ("Change", 55)], sheet.Standing.Select(plate => ((ReadOnlyMemory<byte>?)null,
                (string[])[$"{plate.Shot} {plate.Element}", string.Create(CultureInfo.InvariantCulture, $"v{plate.Version:000}"), string.Join('\n', plate.Sentences.Prepend(plate.Change))])));
        }

        if (!sheet.Missing.IsEmpty)
        {
            pages.Heading("Not delivered");
            pages.Table([("Event", 10), ("Shot", 18), ("Source", 18), ("Fate", 14), ("Why", 40)], sheet.Missing.Select(one => ((ReadOnlyMemory<byte>?)null, (string[])[one.Event, one.Shot ?? "", one.Source ?? "", one.Fate, one.Why])));
        }

        if (!sheet.Others.IsEmpty)
        {
            pages.Heading("Not wanted");
            pages.Table([("Event", 10), ("Shot", 25), ("Why", 65)], sheet.Others.Select(one => ((ReadOnlyMemory<byte>?)null, (string[])[one.Event, one.Shot ?? "", one.Why])));
        }

        if (sheet.IsProposed || sheet.Approval is not null) pages.Heading("Approval");
        if (sheet.Approval is { } approval) pages.Text($"{approval}.");
        else if (sheet.IsProposed) pages.Statement("To be approved before anything is made", [" ", $"Name {Line}   Date {Line}", " ", $"Signature {Line}"], isGood: true);
        return pages.ToBytes(title, sheet.At, title);
    }
}
