%% A gen_server whose state is a function of (message, state) and that state.
-module(server).
-behaviour(gen_server).
-export([start_link/1, init/1, handle_call/3, handle_cast/2]).

start_link(Body) -> gen_server:start_link(?MODULE, Body, []).

init(Body) -> {ok, Body}.

handle_call(Message, _From, {Handle, State}) ->
    Next = Handle(Message, State),
    {reply, Next, {Handle, Next}}.

handle_cast(Message, {Handle, State}) -> {noreply, {Handle, Handle(Message, State)}}.
