using System.CommandLine;

namespace Acetate.Cli.Cuts;

/// <summary><c>acetate cut</c>: lists and timelines, without a library.</summary>
internal static class CutCommand
{
    public static Command Create() =>
        new Command("cut", "Reads, converts, checks and compares cuts: EDLs of all dialects, OpenTimelineIO, Final Cut Pro 7 XML, FCPXML, AAF, ALE and shot lists.")
        {
            CutReadCommand.Create(), CutConvertCommand.Create(), CutLintCommand.Create(), CutDiffCommand.Create(),
        }.Explain("acetate cut read R1_v12.edl --rate 23.976\nacetate cut diff R1_v12.edl R1_v13.edl --rate 23.976");
}
