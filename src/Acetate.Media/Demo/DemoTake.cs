using Acetate.Timing;

namespace Acetate.Media.Demo;

/// <summary>One take of the demo day as one camera or recorder has it.</summary>
/// <param name="Clip">The clip's name.</param>
/// <param name="Roll">The roll's name.</param>
/// <param name="Scene">On the slate.</param>
/// <param name="Take">On the slate.</param>
/// <param name="Camera">The camera's letter.</param>
/// <param name="Start">Timecode of the first frame.</param>
/// <param name="Frames">How many.</param>
/// <param name="Clap">Timecode of the frame in which the slate claps.</param>
/// <param name="IsCircled">Whether it is the take to use.</param>
public sealed record DemoTake(string Clip, string Roll, string Scene, string Take, string Camera, Timecode Start, int Frames, Timecode Clap, bool IsCircled)
{
    /// <summary>Timecode of one of its frames.</summary>
    public Timecode At(int frame) => Start.AddWrapping(frame);

    /// <summary>The frame in which the slate claps.</summary>
    public int ClapFrame => (int)Clap.FramesSinceWrapping(Start);
}
