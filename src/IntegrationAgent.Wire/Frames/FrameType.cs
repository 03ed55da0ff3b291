namespace IntegrationAgent.Wire;

/// <summary>The kinds of frames. A frame is its payload's length (4 bytes, little endian), the kind (1 byte) and the payload; every payload but that of
/// <see cref="End"/> begins with the id of the exchange (4 bytes).</summary>
internal enum FrameType : byte
{
    /// <summary>Opens an exchange: method and JSON body.</summary>
    Call = 1,

    /// <summary>Ends an exchange with a JSON body.</summary>
    Reply = 2,

    /// <summary>Ends an exchange with an error.</summary>
    Fault = 3,

    /// <summary>The schema of the pages that follow in this direction.</summary>
    Schema = 4,

    /// <summary>Records.</summary>
    Page = 5,

    /// <summary>Lets the other side send so many more pages.</summary>
    Credit = 6,

    /// <summary>No more pages in this direction.</summary>
    EndOfPages = 7,

    /// <summary>The caller no longer wants the answer.</summary>
    Cancel = 8,

    /// <summary>A named JSON message within an exchange.</summary>
    Event = 9,

    /// <summary>The orderly end of the connection. An end of file without it is a crash.</summary>
    End = 10,
}
